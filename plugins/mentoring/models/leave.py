"""Days on which one of the two is away."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.mentoring.enums import Side
from plugins.mentoring.models.pair import Pair


class Leave(models.Model):
    """One of the two is away: weeks of which most days are left out ask for nothing."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="leaves")
    side = models.CharField(_("who is away"), max_length=10, choices=Side)
    first_day = models.DateField(pgettext_lazy("leave", "from"))
    last_day = models.DateField(pgettext_lazy("leave", "until"))
    reason = models.CharField(pgettext_lazy("leave", "reason"), max_length=100)
    said_by = person_field(pgettext_lazy("leave", "noted by"))
    said_at = models.DateTimeField(pgettext_lazy("leave", "noted"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("mentoring", "leave")
        verbose_name_plural = pgettext_lazy("mentoring", "leaves")
        ordering = ["-first_day", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="lms_mentoring_leave_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["pair", "side", "first_day", "last_day"],
                name="lms_mentoring_leave_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.first_day} {self.last_day}"

    @property
    def name(self) -> str:
        """Who is away."""
        is_mentor = self.side == Side.MENTOR
        return self.pair.mentor_name if is_mentor else self.pair.apprentice_name
