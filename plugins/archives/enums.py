"""Words that are stored."""

from django.db import models
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    """What a document of a month is."""

    PLAN = "plan", pgettext_lazy("archive", "Training plan")
    TRAINER = "trainer", pgettext_lazy("archive", "About a trainer")
    HANDOUT = "handout", pgettext_lazy("archive", "Hand-out")
    FEEDBACK = "feedback", pgettext_lazy("archive", "Feedback")
    EFFECT = "effect", pgettext_lazy("archive", "Effect")
    OTHER = "other", pgettext_lazy("archive", "Other")


class ReviewKind(models.TextChoices):
    """What is reviewed."""

    MONTH = "month", pgettext_lazy("review", "Monthly quality review")
    QUARTER = "quarter", pgettext_lazy("review", "Quarterly overall review")
    NODE = "node", pgettext_lazy("review", "Review of a key node")


class RiskKind(models.TextChoices):
    """Where a risk comes from."""

    TURNOVER = "turnover", pgettext_lazy("risk", "People leave")
    NEEDS = "needs", pgettext_lazy("risk", "Needs change")
    TECHNOLOGY = "technology", pgettext_lazy("risk", "Technology")
    COMPETITION = "competition", pgettext_lazy("risk", "Competition")
    OTHER = "other", pgettext_lazy("risk", "Other")


class RiskState(models.TextChoices):
    """Where a risk stands."""

    OPEN = "open", pgettext_lazy("risk", "Open")
    HANDLED = "handled", pgettext_lazy("risk", "Measures run")
    HAPPENED = "happened", pgettext_lazy("risk", "It has happened")
    CLOSED = "closed", pgettext_lazy("risk", "Closed")


class Level(models.TextChoices):
    """How grave a risk is: likelihood times effect."""

    LOW = "low", pgettext_lazy("risk", "low")
    MIDDLE = "middle", pgettext_lazy("risk", "middle")
    HIGH = "high", pgettext_lazy("risk", "high")
