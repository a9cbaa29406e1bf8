from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SCALE = "scale", _("Agreement, 1 to 5")
    CSAT = "csat", _("Satisfaction, 1 to 5 (CSAT)")
    NPS = "nps", _("Recommendation, 0 to 10 (NPS)")
    CES = "ces", _("Ease, 1 to 7 (CES)")
    CHOICE = "choice", _("One of several")
    TEXT = "text", _("In one's own words")

    @property
    def values_on(self) -> range:
        """The numbers that may be chosen; none for choices and words."""
        return _NUMBERS.get(self, range(0))


_NUMBERS = {
    QuestionKind.SCALE: range(1, 6),
    QuestionKind.CSAT: range(1, 6),
    QuestionKind.NPS: range(11),
    QuestionKind.CES: range(1, 8),
}


class WaveState(models.TextChoices):
    """Where a survey stands; computed from its days."""

    PLANNED = "planned", pgettext_lazy("survey", "Planned")
    OPEN = "open", pgettext_lazy("survey", "Running")
    ENDED = "ended", pgettext_lazy("survey", "Being counted")
    CLOSED = "closed", pgettext_lazy("survey", "Closed")


class VoiceKind(models.TextChoices):
    """What a customer wanted to say."""

    RATING = "rating", pgettext_lazy("voice", "Rating")
    PRAISE = "praise", pgettext_lazy("voice", "Praise")
    COMPLAINT = "complaint", pgettext_lazy("voice", "Complaint")
    SUGGESTION = "suggestion", pgettext_lazy("voice", "Suggestion")


class VoiceChannel(models.TextChoices):
    """Where the customer said it."""

    PHONE = "phone", pgettext_lazy("voice", "Telephone")
    CHAT = "chat", pgettext_lazy("voice", "Online chat")
    MESSAGE = "message", pgettext_lazy("voice", "Text message")
    EMAIL = "email", pgettext_lazy("voice", "E-mail")
    STORE = "store", pgettext_lazy("voice", "Shop")
    OTHER = "other", pgettext_lazy("voice", "Elsewhere")


class FollowUpState(models.TextChoices):
    """How far a follow-up is; computed from what is noted."""

    OPEN = "open", pgettext_lazy("follow-up", "Open")
    CALLED = "called", pgettext_lazy("follow-up", "Called back")
    PLANNED = "planned", pgettext_lazy("follow-up", "Plan made")
    CLOSED = "closed", pgettext_lazy("follow-up", "Closed")
