"""Files beside a case; nobody reads them but those who may open it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.case_studies.models.case import CasePage


class CaseAttachment(models.Model):
    """A file that came through the gate; it goes the way of its case.

    It is no document of the library: that would be found before anybody has looked
    whether it is anonymous.
    """

    LONGEST_NAME = 200

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="files")
    file = models.FileField(
        pgettext_lazy("case", "file"), upload_to="case_studies", max_length=255
    )
    filename = models.CharField(_("name of the file"), max_length=LONGEST_NAME)
    mime = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    added_at = models.DateTimeField(pgettext_lazy("file", "added"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename
