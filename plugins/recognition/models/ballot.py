"""Who of a team has voted; for whom is a number in the month."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from plugins.recognition.models.month import StarMonth


class BallotPaper(models.Model):
    """Somebody has voted; for whom stands nowhere. It goes when the month is announced."""

    month = models.ForeignKey(StarMonth, models.CASCADE, related_name="papers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        related_name="+",
    )
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("recognition", "ballot paper")
        verbose_name_plural = pgettext_lazy("recognition", "ballot papers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "person"], name="lms_recognition_one_ballot"
            )
        ]

    def __str__(self) -> str:
        return str(self.month)
