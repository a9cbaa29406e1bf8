"""Choices about suggestions."""

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
