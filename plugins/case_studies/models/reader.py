"""What readers say to a case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.case_studies.enums import ReactionKind
from plugins.case_studies.models.case import CasePage


class CaseAnswer(models.Model):
    """What a reader would have done, said before knowing how it went."""

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="answers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    text = models.TextField(_("what I would do"), max_length=1000)
    created_at = models.DateTimeField(_("said"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("case", "answer")
        verbose_name_plural = pgettext_lazy("case", "answers")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "person"], name="lms_case_studies_one_answer"
            )
        ]

    def __str__(self) -> str:
        return self.text[:50]


class CaseReaction(models.Model):
    """What a reader thinks of a story, each once."""

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="reactions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=ReactionKind)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "person", "kind"], name="lms_case_studies_react_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
