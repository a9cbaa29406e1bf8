from django.db import models
from django.utils.translation import pgettext_lazy


class ContestState(models.TextChoices):
    """How far a contest is."""

    DRAFT = "draft", pgettext_lazy("contest", "Draft")
    OPEN = "open", pgettext_lazy("contest", "Open")
    RUNNING = "running", pgettext_lazy("contest", "Running")
    CLOSED = "closed", pgettext_lazy("contest", "Over, to be announced")
    ANNOUNCED = "announced", pgettext_lazy("contest", "Announced")
    CALLED_OFF = "called_off", pgettext_lazy("contest", "Called off")


class RoundKind(models.TextChoices):
    """What is done in a round."""

    THEORY = "theory", pgettext_lazy("contest", "Theory quiz")
    PRACTICAL = "practical", pgettext_lazy("contest", "Practical service")
    PROPOSAL = "proposal", pgettext_lazy("contest", "Innovation proposal")
    RELAY = "relay", pgettext_lazy("contest", "Knowledge relay")


JUDGED = (RoundKind.PRACTICAL, RoundKind.PROPOSAL)
"""Kinds that judges score, each by themselves; of the others one mark is written."""


class RoundState(models.TextChoices):
    """How far a round is."""

    PLANNED = "planned", pgettext_lazy("contest", "To come")
    RUNNING = "running", pgettext_lazy("contest", "Going on")
    PUBLISHED = "published", pgettext_lazy("contest", "Published")


class EntryState(models.TextChoices):
    """How far an entry is."""

    FORMING = "forming", pgettext_lazy("contest", "Waits for teammates")
    ENTERED = "entered", pgettext_lazy("contest", "Entered")
    WITHDRAWN = "withdrawn", pgettext_lazy("contest", "Withdrawn")


class Answer(models.TextChoices):
    """What somebody said to being in a team."""

    ASKED = "asked", pgettext_lazy("contest", "not answered yet")
    AGREED = "agreed", pgettext_lazy("contest", "agreed")
    DECLINED = "declined", pgettext_lazy("contest", "declined")
    GONE = "gone", pgettext_lazy("contest", "not in it any more")
