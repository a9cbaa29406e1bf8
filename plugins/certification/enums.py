from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CandidacyState(models.TextChoices):
    """How far somebody is on the way to a level."""

    OPEN = "open", pgettext_lazy("candidacy", "Collecting evidence")
    PROPOSED = "proposed", pgettext_lazy("candidacy", "Waiting for the decision")
    ISSUED = "issued", pgettext_lazy("candidacy", "Certified")
    REJECTED = "rejected", pgettext_lazy("candidacy", "Not yet granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("candidacy", "Withdrawn")


UNDER_WAY = (CandidacyState.OPEN, CandidacyState.PROPOSED)


class Mark(models.TextChoices):
    """What somebody did to a certificate; dates do the rest."""

    NONE = "", pgettext_lazy("certificate", "None")
    SUSPENDED = "suspended", pgettext_lazy("certificate", "Suspended")
    REVOKED = "revoked", pgettext_lazy("certificate", "Revoked")
    SUPERSEDED = "superseded", pgettext_lazy("certificate", "Replaced by a newer one")


class AwardState(models.TextChoices):
    """What a certificate is worth on a day: computed, never stored."""

    ACTIVE = "active", pgettext_lazy("certificate", "Valid")
    EXPIRING = "expiring", pgettext_lazy("certificate", "Valid, expires soon")
    EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
    SUSPENDED = Mark.SUSPENDED.value, Mark.SUSPENDED.label
    REVOKED = Mark.REVOKED.value, Mark.REVOKED.label
    SUPERSEDED = Mark.SUPERSEDED.value, Mark.SUPERSEDED.label


HELD = (AwardState.ACTIVE, AwardState.EXPIRING)


class Rule(models.TextChoices):
    """How many of the parts of a group are needed."""

    ALL = "all", _("All of these")
    ANY = "any", _("One of these")
    SOME = "some", _("At least so many of these")
