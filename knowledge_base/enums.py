from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where in a conversation a script belongs, in order."""

    OPENING = "opening", _("Opening")
    VERIFY = "verify", _("Verifying")
    SOOTHE = "soothe", _("Soothing")
    ANSWER = "answer", _("Answering")
    OFFER = "offer", _("Offering")
    CLOSING = "closing", _("Closing")


class Emotion(models.TextChoices):
    """How the customer feels."""

    CALM = "calm", _("Calm")
    ANXIOUS = "anxious", _("Anxious")
    ANGRY = "angry", _("Angry")
    DISAPPOINTED = "disappointed", _("Disappointed")
    CONFUSED = "confused", _("Confused")
    GRATEFUL = "grateful", _("Grateful")


class Channel(models.TextChoices):
    """How the customer reaches us."""

    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
    EMAIL = "email", pgettext_lazy("channel", "Email")
    IN_PERSON = "in_person", pgettext_lazy("channel", "In person")
    SOCIAL = "social", pgettext_lazy("channel", "Social media")


class NoteKind(models.TextChoices):
    """Advice beside a script."""

    DO = "do", _("Do")
    DONT = "dont", _("Don't")


class PlaceholderKind(models.TextChoices):
    """What is typed into a placeholder."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")


class PhraseKind(models.TextChoices):
    """Whether a phrase is to be said."""

    POLITE = "polite", _("Polite")
    FORBIDDEN = "forbidden", _("Forbidden")
    RISKY = "risky", _("Risky")


class Severity(models.TextChoices):
    """What a phrase does to the text that holds it, the worst first."""

    BLOCK = "block", _("Stops publication")
    WARN = "warn", _("Warning")
    INFO = "info", _("Hint")


class UseKind(models.TextChoices):
    """What an agent did with an item while serving a customer."""

    COPIED = "copied", _("Copied")
    READ = "read", _("Read")


class Complaint(models.TextChoices):
    """Why an item was of no help."""

    OUTDATED = "outdated", _("It is outdated")
    WRONG = "wrong", _("It is wrong")
    UNCLEAR = "unclear", _("It is unclear")
    MISSING = "missing", _("Something is missing")
    OTHER = "other", _("Something else")


class MistakeKind(models.TextChoices):
    """What is wrong with an item."""

    WRONG = "wrong", _("Wrong content")
    OUTDATED = "outdated", _("Outdated")
    TYPO = "typo", _("Typing error")
    LINK = "link", _("Broken link")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    SUBMITTED = "submitted", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ProposalKind(models.TextChoices):
    """What a proposal is about."""

    SCRIPT = "script", _("Script")
    FAQ = "faq", _("FAQ entry")
    ARTICLE = "articlepage", _("Article")


class ContributionKind(models.TextChoices):
    """How somebody has added to the library."""

    AUTHORED = "authored", _("Wrote")
    REVISED = "revised", _("Revised")
    SUGGESTION_ACCEPTED = "suggestion_accepted", _("Proposal accepted")
    REPORT_ACCEPTED = "report_accepted", _("Report accepted")
    GAP_ANSWERED = "gap_answered", _("Answered a search")


class TextState(models.TextChoices):
    """What is known of the text of a file."""

    WAITING = "waiting", _("Its text is being read.")
    READ = "read", _("Its text can be searched.")
    EMPTY = "empty", _("There is no text in it: it may be a scan.")
    ENCRYPTED = "encrypted", _("Its text is protected by a password.")
    FAILED = "failed", _("Its text could not be read.")
    UNSUPPORTED = "unsupported", _("No text is read from files of this kind.")


class CleaningAction(models.TextChoices):
    """What a cleaning rule does, the strongest first."""

    DROP = "drop", _("Take out the line")
    CUT = "cut", _("Take out the words")
    MARK = "mark", _("Mark for a person")


class MarkKind(models.TextChoices):
    """Why a line of an imported text is shown to a person."""

    DROPPED = "dropped", _("Line taken out")
    CUT = "cut", _("Words taken out")
    DOUBTFUL = "doubtful", _("May not belong here")
    LOST = "lost", _("Lost characters")


class BatchState(models.TextChoices):
    """How far an upload has come."""

    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Waiting for you")
    APPLYING = "applying", _("Being taken in")
    DONE = "done", _("Taken in")


class ItemKind(models.TextChoices):
    """The kinds of content that somebody answers for."""

    ARTICLE = "article", _("Article")
    FAQ = "faq", _("FAQ")
    SCRIPT = "script", _("Script")


class Cadence(models.TextChoices):
    """How often a text is checked."""

    MONTH = "month", _("Each month")
    QUARTER = "quarter", _("Each quarter")
    HALF_YEAR = "half_year", _("Each half year")
    YEAR = "year", _("Each year")
    NONE = "none", _("Never")


class Freshness(models.TextChoices):
    """How far a text can be trusted today; computed, never stored."""

    VERIFIED = "verified", _("Checked")
    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue")
    STALE = "stale", _("Long overdue")
    UNVERIFIED = "unverified", _("Not checked yet")
    RETIRED = "retired", _("Retired")


class CycleState(models.TextChoices):
    """Whether a review goes on."""

    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")


class TaskState(models.TextChoices):
    """What became of an item in a review."""

    OPEN = "open", _("To check")
    RETIREMENT = "retirement", _("To be retired")
    CONFIRMED = "confirmed", _("Still right")
    CHANGED = "changed", _("Changed")
    ADDED = "added", _("Added")
    RETIRED = "retired", _("Retired")
    DEFERRED = "deferred", _("Put off")
    CARRIED = "carried", _("Carried over")
