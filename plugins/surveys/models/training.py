"""What staff were trained in, as plugins tell the host."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field


class Training(models.Model):
    """Somebody finished a training, in the team of that day."""

    person = person_field(pgettext_lazy("training", "person"))
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=_("team"),
        related_name="+",
        null=True,
    )
    activity = models.CharField(max_length=150)
    key = models.CharField(max_length=200, unique=True)
    """The key of the event that told it: an event that comes again adds nothing."""
    done_at = models.DateTimeField(pgettext_lazy("training", "done"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("survey", "training")
        verbose_name_plural = pgettext_lazy("survey", "trainings")
        ordering = ["-done_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["done_at"], name="lms_surveys_trained")]

    def __str__(self) -> str:
        return self.activity
