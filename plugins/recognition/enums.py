"""Choices about praise and stars."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """Who said it, and how."""

    COLLEAGUE = "colleague", _("A colleague")
    CALL = "call", _("A customer, on the phone or in chat")
    LETTER = "letter", _("A customer, by letter or mail")
    SURVEY = "survey", _("A customer, in a survey")
    BOX = "box", _("A customer, in the suggestion box")


class Reason(models.TextChoices):
    """What colleagues thank for."""

    HELPED = "helped", pgettext_lazy("thanks", "Lent a hand")
    TAUGHT = "taught", pgettext_lazy("thanks", "Explained it to me")
    COVERED = "covered", pgettext_lazy("thanks", "Stood in for me")
    CARED = "cared", pgettext_lazy("thanks", "Stayed kind in a hard call")
    IMPROVED = "improved", pgettext_lazy("thanks", "Made something better")


class PraiseState(models.TextChoices):
    """How far praise is; what is shown counts."""

    WAITING = "waiting", pgettext_lazy("praise", "To be confirmed")
    SHOWN = "shown", pgettext_lazy("praise", "On the wall")
    DECLINED = "declined", pgettext_lazy("praise", "Not confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("praise", "Taken back")
    HIDDEN = "hidden", pgettext_lazy("praise", "Hidden")


class Criterion(models.TextChoices):
    """What a star is chosen by."""

    PRAISE = "praise", _("Praise from customers")
    THANKS = "thanks", _("Thanks from colleagues")
    SCORES = "scores", _("Marks")
    PEERS = "peers", _("Votes of the team")


class MonthState(models.TextChoices):
    """How far the star of a month is."""

    OPEN = "open", pgettext_lazy("month of a star", "Under way")
    COUNTED = "counted", pgettext_lazy("month of a star", "To be decided")
    ANNOUNCED = "announced", pgettext_lazy("month of a star", "Announced")
    EMPTY = "empty", pgettext_lazy("month of a star", "Without a star")


class StarState(models.TextChoices):
    """What became of a star."""

    DECIDED = "decided", pgettext_lazy("star", "Decided, not announced")
    AWARDED = "awarded", pgettext_lazy("star", "Announced")
    WITHDRAWN = "withdrawn", pgettext_lazy("star", "Withdrawn")


class Mark(models.TextChoices):
    """What whoever decides should know of a candidate."""

    NEW = "new", _("New here")
    JOB = "job", _("Part of the month only, or in training: see the job")
    IN_A_ROW = "in_a_row", _("Star too many months in a row")
    NO_SCORE = "no_score", _("No mark this month")
    FEW_BALLOTS = "few_ballots", _("Too few of the team voted")
    TIE = "tie", _("Same figure as another")
