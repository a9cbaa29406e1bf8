"""Words of a case, said better."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Channel
from knowledge_base.models import Script
from lms.models.person_field import person_field
from plugins.case_studies.models.case import CasePage


class ScriptRewrite(models.Model):
    """What was said, and what is to be said; the latter is a draft of a script."""

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="rewrites")
    channel = models.CharField(
        _("channel of the script"), max_length=10, choices=Channel
    )
    before = models.TextField(_("what was said"), max_length=1000)
    after = models.TextField(_("what to say instead"), max_length=1000)
    script = models.ForeignKey(
        Script,
        models.SET_NULL,
        verbose_name=_("script that came of it"),
        related_name="+",
        null=True,
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, related_name="+", null=True
    )
    written_by = person_field(_("written by"))
    created_at = models.DateTimeField(_("written"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rewrite")
        verbose_name_plural = _("rewrites")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.after[:50]
