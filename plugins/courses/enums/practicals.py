"""Practicals: scenes, sittings, sheets."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SceneKind(models.TextChoices):
    """How a scene is played."""

    CUSTOMER = "customer", pgettext_lazy("scene", "Simulated customer")
    STRESS = "stress", pgettext_lazy("scene", "Several complaints at once")
    SWAP = "swap", pgettext_lazy("scene", "Roles swapped")
    RECORDING = "recording", pgettext_lazy("scene", "Recording, line by line")
    DEFENCE = "defence", pgettext_lazy("scene", "Case defence")


class SceneChannel(models.TextChoices):
    """Where the customer is served."""

    PHONE = "phone", pgettext_lazy("scene", "Telephone")
    CHAT = "chat", pgettext_lazy("scene", "Online chat")
    EMAIL = "email", pgettext_lazy("scene", "E-mail")
    COUNTER = "counter", pgettext_lazy("scene", "Counter")


class SceneEmotion(models.TextChoices):
    """How the customer feels when it begins."""

    CALM = "calm", pgettext_lazy("scene", "Calm")
    ANXIOUS = "anxious", pgettext_lazy("scene", "Anxious")
    ANGRY = "angry", pgettext_lazy("scene", "Angry")
    CONFUSED = "confused", pgettext_lazy("scene", "Confused")


class Difficulty(models.IntegerChoices):
    """How hard a question or a scene is."""

    EASY = 1, pgettext_lazy("scene", "Easy")
    MEDIUM = 2, pgettext_lazy("scene", "Medium")
    HARD = 3, pgettext_lazy("scene", "Hard")


class Aggregation(models.TextChoices):
    """How the marks of several judges become one."""

    MEAN = "mean", pgettext_lazy("marks", "Mean")
    MEDIAN = "median", pgettext_lazy("marks", "Median")
    TRIMMED = "trimmed", pgettext_lazy("marks", "Mean without highest and lowest")


class SittingState(models.TextChoices):
    """How far a sitting is."""

    PLANNED = "planned", pgettext_lazy("sitting", "Planned")
    OPEN = "open", pgettext_lazy("sitting", "Being scored")
    SCORED = "scored", pgettext_lazy("sitting", "Judges differ")
    DECIDED = "decided", pgettext_lazy("sitting", "Decided")
    CANCELLED = "cancelled", pgettext_lazy("sitting", "Cancelled")


class SheetState(models.TextChoices):
    """How far a score sheet is."""

    DRAFT = "draft", pgettext_lazy("sheet", "Not handed in")
    SUBMITTED = "submitted", pgettext_lazy("sheet", "Handed in")
    LOCKED = "locked", pgettext_lazy("sheet", "Closed")


class NoteKind(models.TextChoices):
    """What was done about a sitting, with a reason."""

    MOVED = "moved", pgettext_lazy("sitting note", "Moved")
    CANCELLED = "cancelled", pgettext_lazy("sitting note", "Cancelled")
    UNLOCKED = "unlocked", pgettext_lazy("sitting note", "Sheet given back")
    OTHER_JUDGE = "other_judge", pgettext_lazy("sitting note", "Judge replaced")
    THIRD_JUDGE = "third_judge", pgettext_lazy("sitting note", "Another judge asked")
    DECIDED = "decided", pgettext_lazy("sitting note", "Decided by the organiser")
    CORRECTED = "corrected", pgettext_lazy("sitting note", "Mark corrected")
    REVIEWED = "reviewed", pgettext_lazy("sitting note", "Reviewed: the mark stays")
