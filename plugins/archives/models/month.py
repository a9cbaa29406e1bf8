"""Months of the archive: what is frozen of each, and what people add to it."""

from datetime import date

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.archives.enums import DocumentKind
from plugins.archives.weeks import last_of

KEEP = "lms_archives.keep_archive"


def month_name(first: date) -> str:
    """Return a month as people write it."""
    return date_format(first, "YEAR_MONTH_FORMAT")


class Month(models.Model):
    """A month of which something is frozen."""

    first = models.DateField(pgettext_lazy("archive", "month"), unique=True)
    newest = models.PositiveIntegerField(default=0)
    """The number of the version that counts; 0 until there is one."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "month of the archive")
        verbose_name_plural = pgettext_lazy("archive", "months of the archive")
        ordering = ["-first"]
        default_permissions = ()
        permissions = [("keep_archive", "Can keep archives, reviews and risks")]

    def __str__(self) -> str:
        return month_name(self.first)

    def get_absolute_url(self) -> str:
        """Return the address of its report."""
        return reverse("lms_archives:month", args=[self.pk])

    @property
    def last(self) -> date:
        """Its last day."""
        return last_of(self.first)


class EditionQuerySet(AppendOnlyQuerySet["Edition"]):
    """Versions of months."""

    def newest(self) -> models.QuerySet["Edition"]:
        """Return the one of each month that counts."""
        return self.filter(number=F("month__newest")).select_related("month")


class Edition(AppendOnlyModel):
    """What was frozen of a month at one time. It is neither changed nor deleted."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = person_field(pgettext_lazy("archive", "frozen by"))
    """Nobody where it was done by itself."""
    figures = models.JSONField(default=list)
    tables = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    """What is another than in the version before."""

    objects = EditionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "version of a month")
        verbose_name_plural = pgettext_lazy("archive", "versions of months")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "number"], name="lms_archives_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} · {self.number}"


class KeptName(models.Model):
    """The name of somebody whom frozen tables point at, apart, so that it can go."""

    LONGEST = 200

    person_key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=LONGEST)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "kept name")
        verbose_name_plural = pgettext_lazy("archive", "kept names")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """What an indicator should be."""

    indicator = models.CharField(max_length=150, unique=True)
    value = models.DecimalField(max_digits=9, decimal_places=2)
    set_by = person_field(pgettext_lazy("archive", "set by"))
    set_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "goal")
        verbose_name_plural = pgettext_lazy("archive", "goals")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class Note(models.Model):
    """What somebody says about a month."""

    LONGEST = 2000

    month = models.ForeignKey(Month, models.CASCADE, related_name="notes")
    text = models.TextField(pgettext_lazy("archive", "note"), max_length=LONGEST)
    by = person_field(pgettext_lazy("archive", "written by"))
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "note of a month")
        verbose_name_plural = pgettext_lazy("archive", "notes of months")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]


class Document(models.Model):
    """A file that belongs to a month, such as the plan or a hand-out."""

    LONGEST_NAME = 200

    month = models.ForeignKey(Month, models.CASCADE, related_name="documents")
    kind = models.CharField(
        pgettext_lazy("archive", "kind"), max_length=10, choices=DocumentKind
    )
    file = models.FileField(
        pgettext_lazy("archive", "file"), upload_to="archives", max_length=255
    )
    filename = models.CharField(max_length=LONGEST_NAME)
    mime = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = person_field(pgettext_lazy("archive", "added by"))
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "document of a month")
        verbose_name_plural = pgettext_lazy("archive", "documents of months")
        ordering = ["kind", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "sha256"], name="lms_archives_document_once"
            )
        ]

    def __str__(self) -> str:
        return self.filename
