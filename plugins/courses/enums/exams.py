"""Questions, exams and attempts."""

from django.db import models
from django.utils.translation import pgettext_lazy


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", pgettext_lazy("question", "Single choice")
    MULTIPLE = "multiple", pgettext_lazy("question", "Multiple choice")
    TRUE_FALSE = "true_false", pgettext_lazy("question", "True or false")
    RATE = "rate", pgettext_lazy("question", "Situation: rate each way to act")
    RANK = "rank", pgettext_lazy("question", "Situation: rank the ways to act")
    SHORT = "short", pgettext_lazy("question", "Short text")
    ORDER = "order", pgettext_lazy("question", "Put in order")
    MATCH = "match", pgettext_lazy("question", "Matching")
    CLOZE = "cloze", pgettext_lazy("question", "Fill in the gaps")


class PartialCredit(models.TextChoices):
    """What an answer that is partly right is worth."""

    NONE = "none", pgettext_lazy("question", "All or nothing")
    MINUS = "minus", pgettext_lazy("question", "Right ones minus wrong ones")
    DISTANCE = "distance", pgettext_lazy("question", "By distance from the key")
    EACH = "each", pgettext_lazy("question", "Each right part counts")


class QuestionState(models.TextChoices):
    """Whether a question may be asked."""

    DRAFT = "draft", pgettext_lazy("question", "Draft")
    READY = "ready", pgettext_lazy("question", "Ready")
    RETIRED = "retired", pgettext_lazy("question", "Retired")


class ExamState(models.TextChoices):
    """Whether an exam can be sat."""

    DRAFT = "draft", pgettext_lazy("exam", "Draft")
    OPEN = "open", pgettext_lazy("exam", "Published")
    CLOSED = "closed", pgettext_lazy("exam", "Closed")


class Audience(models.TextChoices):
    """Who may sit an exam."""

    COURSE = "course", pgettext_lazy("exam", "Everybody in the course")
    ASSIGNED = "assigned", pgettext_lazy("exam", "Those to whom it is assigned")
    ALL = "all", pgettext_lazy("exam", "Everybody")


class Review(models.TextChoices):
    """What is shown after an exam."""

    NOTHING = "nothing", pgettext_lazy("exam", "Only that it was handed in")
    MARKS = "marks", pgettext_lazy("exam", "The marks")
    ANSWERS = "answers", pgettext_lazy("exam", "The marks and the right answers")


class AttemptState(models.TextChoices):
    """How far an attempt is."""

    OPEN = "open", pgettext_lazy("attempt", "Under way")
    SUBMITTED = "submitted", pgettext_lazy("attempt", "Handed in")
    EXPIRED = "expired", pgettext_lazy("attempt", "Handed in when time was up")


class RegradeMode(models.TextChoices):
    """How a question is marked again."""

    KEY = "key", pgettext_lazy("regrade", "By the key of its newest version")
    FULL = "full", pgettext_lazy("regrade", "Full marks for everybody")
