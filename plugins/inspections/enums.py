from django.db import models
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """Where somebody was watched at work."""

    RECORDING = "recording", pgettext_lazy("inspection", "Recording")
    ONSITE = "onsite", pgettext_lazy("inspection", "On site")
    MYSTERY = "mystery", pgettext_lazy("inspection", "Mystery customer")
    PEER = "peer", pgettext_lazy("inspection", "Peer rating")


class Per(models.TextChoices):
    """For whom a number of sheets is drawn."""

    PERSON = "person", pgettext_lazy("inspection", "for each person")
    TEAM = "team", pgettext_lazy("inspection", "for each team")


class Shift(models.TextChoices):
    """When on a day."""

    EARLY = "early", pgettext_lazy("inspection", "Early shift")
    MIDDLE = "middle", pgettext_lazy("inspection", "Middle shift")
    LATE = "late", pgettext_lazy("inspection", "Late shift")


class Channel(models.TextChoices):
    """How the customer came."""

    PHONE = "phone", pgettext_lazy("inspection", "Phone")
    CHAT = "chat", pgettext_lazy("inspection", "Chat")
    EMAIL = "email", pgettext_lazy("inspection", "Mail")
    COUNTER = "counter", pgettext_lazy("inspection", "Counter")


class Level(models.TextChoices):
    """How much of a criterion was seen."""

    FULL = "full", pgettext_lazy("inspection", "Full")
    HALF = "half", pgettext_lazy("inspection", "Half")
    NONE = "none", pgettext_lazy("inspection", "None")
    NA = "na", pgettext_lazy("inspection", "Did not occur")


class SheetState(models.TextChoices):
    """How far a sheet is."""

    DRAWN = "drawn", pgettext_lazy("inspection", "To fill in")
    DRAFT = "draft", pgettext_lazy("inspection", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("inspection", "Handed in")
    RELEASED = "released", pgettext_lazy("inspection", "Released")
    VOID = "void", pgettext_lazy("inspection", "Not inspected")


OPEN = (SheetState.DRAWN, SheetState.DRAFT)
"""States in which the inspector writes."""


class Redraw(models.TextChoices):
    """What takes the place of a sheet that cannot be."""

    DAY = "day", pgettext_lazy("inspection", "Another day for the same person")
    PERSON = "person", pgettext_lazy("inspection", "Another person of the team")
    NOBODY = "nobody", pgettext_lazy("inspection", "Nothing: away all month")


class Outcome(models.TextChoices):
    """What was decided about an objection."""

    OPEN = "open", pgettext_lazy("objection", "To be decided")
    UPHELD = "upheld", pgettext_lazy("objection", "The score stands")
    CHANGED = "changed", pgettext_lazy("objection", "The score is changed")


class Direction(models.TextChoices):
    """Which way an indicator is good."""

    HIGHER = "higher", pgettext_lazy("indicator", "Higher is better")
    LOWER = "lower", pgettext_lazy("indicator", "Lower is better")
