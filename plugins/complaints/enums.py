from django.db import models
from django.utils.translation import pgettext_lazy


class Grade(models.TextChoices):
    """How much it takes to put a complaint right."""

    SOLVE = "solve", pgettext_lazy("complaint", "Solve now")
    COORDINATE = "coordinate", pgettext_lazy("complaint", "Coordinate")
    RISK = "risk", pgettext_lazy("complaint", "Risk warning")


class Channel(models.TextChoices):
    """Where the customer complained."""

    PHONE = "phone", pgettext_lazy("complaint", "Telephone")
    COUNTER = "counter", pgettext_lazy("complaint", "Counter")
    CHAT = "chat", pgettext_lazy("complaint", "Online chat")
    EMAIL = "email", pgettext_lazy("complaint", "E-mail")
    MEDIA = "media", pgettext_lazy("complaint", "Social media")
    OTHER = "other", pgettext_lazy("complaint", "Elsewhere")


class State(models.TextChoices):
    """Where a complaint stands."""

    REGISTERED = "registered", pgettext_lazy("complaint", "Registered")
    HANDLED = "handled", pgettext_lazy("complaint", "Being handled")
    PASSED_ON = "passed_on", pgettext_lazy("complaint", "Passed on")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")


class Cause(models.TextChoices):
    """What it came from, as found when it is closed."""

    PROCESS = "process", pgettext_lazy("complaint", "A gap in the process")
    KNOWLEDGE = "knowledge", pgettext_lazy("complaint", "Answer missing or wrong")
    CONDUCT = "conduct", pgettext_lazy("complaint", "Tone or conduct")
    DELAY = "delay", pgettext_lazy("complaint", "Too slow, promise not kept")
    PRODUCT = "product", pgettext_lazy("complaint", "Goods or quality")
    SYSTEM = "system", pgettext_lazy("complaint", "System or app")
    PARTNER = "partner", pgettext_lazy("complaint", "Partner or carrier")
    EXPECTATION = "expectation", pgettext_lazy("complaint", "Misunderstood, or more expected")  # fmt: skip


class EntryKind(models.TextChoices):
    """What was done about a complaint."""

    REGISTERED = "registered", pgettext_lazy("complaint", "Registered")
    GIVEN = "given", pgettext_lazy("complaint", "Handler named")
    PASSED_ON = "passed_on", pgettext_lazy("complaint", "Passed on to another department")  # fmt: skip
    ANSWERED = "answered", pgettext_lazy("complaint", "First answer")
    FED_BACK = "fed_back", pgettext_lazy("complaint", "Feedback to the customer")
    NOTED = "noted", pgettext_lazy("complaint", "Note")
    CORRECTED = "corrected", pgettext_lazy("complaint", "Corrected")
    REGRADED = "regraded", pgettext_lazy("complaint", "Grade changed")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    REOPENED = "reopened", pgettext_lazy("complaint", "Opened again")
    CALLED_BACK = "called_back", pgettext_lazy("complaint", "Called back")
    RATED = "rated", pgettext_lazy("complaint", "Difficulty confirmed")


class Outcome(models.TextChoices):
    """What a call-back brought."""

    SATISFIED = "satisfied", pgettext_lazy("call-back", "Satisfied")
    UNSATISFIED = "unsatisfied", pgettext_lazy("call-back", "Not satisfied")
    UNREACHED = "unreached", pgettext_lazy("call-back", "Not reached")


class ServiceDays(models.IntegerChoices):
    """On which days of a week, from Monday on, time limits run."""

    EVERY_DAY = 7, pgettext_lazy("time limits", "every day")
    SIX = 6, pgettext_lazy("time limits", "Monday to Saturday")
    FIVE = 5, pgettext_lazy("time limits", "Monday to Friday")
