"""Choices about suggestions, meetings and funds."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Area(models.TextChoices):
    """What a suggestion is about."""

    SERVICE = "service", pgettext_lazy("suggestion", "Service and wording")
    PROCESS = "process", pgettext_lazy("suggestion", "Process and rules")
    TOOLS = "tools", pgettext_lazy("suggestion", "Systems and tools")
    TRAINING = "training", pgettext_lazy("suggestion", "Training")
    WORKPLACE = "workplace", pgettext_lazy("suggestion", "Workplace and shifts")
    PRODUCT = "product", pgettext_lazy("suggestion", "Goods and partners")


class SuggestionState(models.TextChoices):
    """Where a suggestion stands."""

    NEW = "new", pgettext_lazy("suggestion", "New")
    LOOKED_AT = "looked_at", pgettext_lazy("suggestion", "Being looked at")
    ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
    DONE = "done", pgettext_lazy("suggestion", "Done")
    DECLINED = "declined", pgettext_lazy("suggestion", "Declined")
    MERGED = "merged", pgettext_lazy("suggestion", "Merged")
    WITHDRAWN = "withdrawn", pgettext_lazy("suggestion", "Taken back")


class StepKind(models.TextChoices):
    """What was done about a suggestion."""

    LOOKED_AT = "looked_at", pgettext_lazy("suggestion step", "Is looked at")
    ACCEPTED = "accepted", pgettext_lazy("suggestion step", "Accepted")
    DONE = "done", pgettext_lazy("suggestion step", "Done")
    DECLINED = "declined", pgettext_lazy("suggestion step", "Declined")
    REOPENED = "reopened", pgettext_lazy("suggestion step", "Opened again")
    MERGED = "merged", pgettext_lazy("suggestion step", "Merged into another")
    CHANGED = "changed", pgettext_lazy("suggestion step", "Changed by whoever suggested it")  # fmt: skip


class MeetingKind(models.TextChoices):
    """What people meet for."""

    SHARING = "sharing", pgettext_lazy("meeting", "Sharing meeting")
    TEAM = "team", pgettext_lazy("meeting", "Team event")


class MeetingState(models.TextChoices):
    """How far a meeting is."""

    PLANNED = "planned", pgettext_lazy("meeting", "Being planned")
    ANNOUNCED = "announced", pgettext_lazy("meeting", "Announced")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class TalkKind(models.TextChoices):
    """What somebody shares."""

    CASE = "case", pgettext_lazy("talk", "A case")
    SCRIPT = "script", pgettext_lazy("talk", "A script that works")
    LESSON = "lesson", pgettext_lazy("talk", "A lesson learned")
    QUESTION = "question", pgettext_lazy("talk", "A question to all")


class TalkState(models.TextChoices):
    """What became of a talk."""

    PROPOSED = "proposed", pgettext_lazy("talk", "Proposed")
    ON = "on", pgettext_lazy("talk", "On the agenda")
    GIVEN = "given", pgettext_lazy("talk", "Given")
    DECLINED = "declined", pgettext_lazy("talk", "Not this time")
    WITHDRAWN = "withdrawn", pgettext_lazy("talk", "Taken back")


class FundKind(models.TextChoices):
    """Whom a fund is for."""

    MUTUAL = "mutual", pgettext_lazy("fund", "Mutual-help fund")
    BUDGET = "budget", pgettext_lazy("fund", "Team budget")


class EntryKind(models.TextChoices):
    """What moved money."""

    GRANT = "grant", pgettext_lazy("fund", "Paid in")
    PAYOUT = "payout", pgettext_lazy("fund", "Paid out")
    RETURN = "return", pgettext_lazy("fund", "Came back")


class ApplicationState(models.TextChoices):
    """How far an application is."""

    WAITING = "waiting", pgettext_lazy("application", "To be decided")
    SECOND = "second", pgettext_lazy("application", "Waits for a second decision")
    GRANTED = "granted", pgettext_lazy("application", "Granted")
    PAID = "paid", pgettext_lazy("application", "Paid out")
    DECLINED = "declined", pgettext_lazy("application", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Taken back")
