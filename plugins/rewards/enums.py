"""Choices of the share points."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HolderKind(models.TextChoices):
    """Who holds points."""

    PERSON = "person", pgettext_lazy("points", "Person")
    FUND = "fund", _("Team fund")
    SYSTEM = "system", pgettext_lazy("points", "The system")


class AccountKind(models.TextChoices):
    """What the points of a holder are for; the last three are the other side."""

    AVAILABLE = "available", pgettext_lazy("points", "Available")
    HELD = "held", pgettext_lazy("points", "Not yet released")
    RESERVED = "reserved", pgettext_lazy("points", "Reserved")
    DEBT = "debt", pgettext_lazy("points", "Owed")
    ISSUED = "issued", pgettext_lazy("points", "Issued")
    SPENT = "spent", pgettext_lazy("points", "Spent")
    TAKEN_BACK = "taken_back", pgettext_lazy("points", "Taken back")


class EventKind(models.TextChoices):
    """Why points moved."""

    AWARD = "award", pgettext_lazy("points", "Awarded")
    RELEASE = "release", pgettext_lazy("points", "Released")
    TAKE_BACK = "take_back", pgettext_lazy("points", "Taken back")
    DONATE = "donate", pgettext_lazy("points", "Given to a fund")
    RETURN = "return", pgettext_lazy("points", "Taken back from a fund")
    RESERVE = "reserve", pgettext_lazy("points", "Reserved for a redemption")
    APPROVE = "approve", pgettext_lazy("points", "Redemption approved")
    FULFIL = "fulfil", pgettext_lazy("points", "Redeemed")
    CANCEL = "cancel", pgettext_lazy("points", "Redemption cancelled")
    REJECT = "reject", pgettext_lazy("points", "Redemption rejected")


class HoldState(models.TextChoices):
    """What became of points that were not released at once."""

    WAITING = "waiting", pgettext_lazy("points", "Waiting")
    RELEASED = "released", pgettext_lazy("points", "Released")
    CANCELLED = "cancelled", pgettext_lazy("points", "Taken back")


class CaseState(models.TextChoices):
    """What a person decided on an award that may be taken back."""

    OPEN = "open", _("To be decided")
    TAKEN = "taken", pgettext_lazy("points", "Taken back")
    DISMISSED = "dismissed", _("Points stay")


class MeritLevel(models.TextChoices):
    """What somebody is proposed for; each level is an activity of its own."""

    COMPLAINT_ORDINARY = "complaint_ordinary", _("Ordinary complaint solved")
    COMPLAINT_MAJOR = "complaint_major", _("Major complaint solved")
    PRAISE_LETTER = "praise_letter", _("Praise by a customer")
    PRAISE_DEPARTMENT = "praise_department", _("Praise by the department")
    PRAISE_COMPANY = "praise_company", _("Praise by the company")
    PRAISE_MEDIA = "praise_media", _("Praise in the media")
    HARD_TASK = "hard_task", _("Hard task done")

    @property
    def activity(self) -> str:
        """The key of the activity that a rule may name."""
        return f"lms_rewards.{self.value}"


class MeritState(models.TextChoices):
    """Whether a merit counts."""

    PROPOSED = "proposed", _("To be decided")
    ACCEPTED = "accepted", pgettext_lazy("points", "Accepted")
    REJECTED = "rejected", pgettext_lazy("points", "Rejected")


class MonthState(models.TextChoices):
    """Whether points can still be booked in a month."""

    OPEN = "open", pgettext_lazy("points", "Open")
    CLOSED = "closed", pgettext_lazy("points", "Closed")


class Choice(models.TextChoices):
    """What an editor says of a candidate."""

    OPEN = "open", _("To be decided")
    CONFIRMED = "confirmed", pgettext_lazy("points", "Confirmed")
    DECLINED = "declined", pgettext_lazy("points", "Not this month")


class GiftKind(models.TextChoices):
    """What points are redeemed for."""

    GIFT = "gift", _("Gift")
    TRAINING = "training", _("Training place")
    TEAM = "team", _("Team event")


class RedemptionState(models.TextChoices):
    """How far a redemption is."""

    RESERVED = "reserved", _("Waits for approval")
    APPROVED = "approved", _("Approved, to be handed over")
    FULFILLED = "fulfilled", _("Handed over")
    CANCELLED = "cancelled", pgettext_lazy("points", "Cancelled")
    REJECTED = "rejected", pgettext_lazy("points", "Rejected")


OPEN_STATES = (RedemptionState.RESERVED, RedemptionState.APPROVED)
COUNTED = (*OPEN_STATES, RedemptionState.FULFILLED)
"""Of these the points are gone."""
MONTH_ACTIVITY = "lms_rewards.good_sharer"
MEMBER_KINDS = (
    AccountKind.AVAILABLE,
    AccountKind.HELD,
    AccountKind.RESERVED,
    AccountKind.DEBT,
)
SYSTEM_KINDS = (AccountKind.ISSUED, AccountKind.SPENT, AccountKind.TAKEN_BACK)
