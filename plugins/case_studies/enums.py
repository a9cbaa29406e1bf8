from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(models.TextChoices):
    """What a case is an example of."""

    GOOD = "good", pgettext_lazy("case", "Good case")
    BAD = "bad", pgettext_lazy("case", "Bad case")
    BENCHMARK = "benchmark", pgettext_lazy("case", "Benchmark")


class Segment(models.TextChoices):
    """What kind of customer it was."""

    NEW = "new", _("New customer")
    REGULAR = "regular", _("Regular customer")
    MEMBER = "member", _("Member")
    ELDERLY = "elderly", _("Elderly customer")
    COMPANY = "company", _("Company customer")


class CaseSeverity(models.TextChoices):
    """How grave it was for the customer or for us."""

    MINOR = "minor", pgettext_lazy("case", "Minor")
    SERIOUS = "serious", pgettext_lazy("case", "Serious")
    MAJOR = "major", pgettext_lazy("case", "Major")


class Source(models.TextChoices):
    """Where the case became known."""

    CALL = "call", _("Call recording")
    COMPLAINT = "complaint", _("Complaint")
    PRAISE = "praise", _("Praise")
    QUALITY = "quality", _("Quality check")
    SURVEY = "survey", _("Survey")
    OTHER_COMPANY = "other_company", _("Another company")


class RootCause(models.TextChoices):
    """Why it went as it did."""

    KNOWLEDGE = "knowledge", pgettext_lazy("cause", "Knowledge")
    SKILL = "skill", pgettext_lazy("cause", "Conversation")
    PROCESS = "process", pgettext_lazy("cause", "Process")
    SYSTEM = "system", pgettext_lazy("cause", "System")
    PRODUCT = "product", pgettext_lazy("cause", "Product")
    DELIVERY = "delivery", pgettext_lazy("cause", "Delivery")


class CaseState(models.TextChoices):
    """How far a case is on its way to readers."""

    DRAFT = "draft", pgettext_lazy("case", "Draft")
    ANONYMISED = "anonymised", pgettext_lazy("case", "Anonymised")
    IN_REVIEW = "in_review", pgettext_lazy("case", "In review")
    PUBLISHED = "published", pgettext_lazy("case", "Published")
    ARCHIVED = "archived", pgettext_lazy("case", "Archived")


class ActionState(models.TextChoices):
    """How far an action is."""

    OPEN = "open", pgettext_lazy("action", "Open")
    DOING = "doing", pgettext_lazy("action", "Under way")
    DONE = "done", pgettext_lazy("action", "Done")
    VERIFIED = "verified", pgettext_lazy("action", "Verified")


class ActionTarget(models.TextChoices):
    """What an action changes."""

    SCRIPT = "script", pgettext_lazy("action", "Script")
    FAQ = "faq", pgettext_lazy("action", "FAQ entry")
    ARTICLE = "article", pgettext_lazy("action", "Article")
    PROCESS = "process", pgettext_lazy("action", "Process")
    OTHER = "other", pgettext_lazy("action", "Something else")


class ReactionKind(models.TextChoices):
    """What a reader thinks of a story."""

    HEART = "heart", pgettext_lazy("reaction", "Touching")
    CLAP = "clap", pgettext_lazy("reaction", "Well done")
    LEARNED = "learned", pgettext_lazy("reaction", "Learned from it")
