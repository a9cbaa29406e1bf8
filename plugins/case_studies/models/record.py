"""What became of a case: beside its versions, or a restore would roll it back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.case_studies.enums import CaseState
from plugins.case_studies.models.case import CasePage

LONGEST_REASON = 500


class CaseRecord(models.Model):
    """The state of a case, and who brought it there; only services change it."""

    page = models.OneToOneField(CasePage, models.CASCADE, related_name="record")
    state = models.CharField(
        pgettext_lazy("case", "state"),
        max_length=10,
        choices=CaseState,
        default=CaseState.DRAFT,
    )
    shared_by = person_field(_("shared by"))
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)
    checked_by = person_field(_("anonymisation confirmed by"))
    checked_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    checked_hash = models.CharField(max_length=64, blank=True)
    decided_by = person_field(_("published by"))
    published_at = models.DateTimeField(
        pgettext_lazy("case", "published"), null=True, blank=True, db_index=True
    )
    reason = models.CharField(
        _("sent back because"), max_length=LONGEST_REASON, blank=True
    )
    returns = models.PositiveIntegerField(default=0)
    closed_by = person_field(_("closed by"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    consent_withdrawn_at = models.DateTimeField(
        _("consent taken back"), null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("record of a case")
        verbose_name_plural = _("records of cases")
        default_permissions = ()
        permissions = [
            ("check_caserecord", _("Can confirm that a case is anonymised")),
            ("review_caserecord", _("Can review, publish and archive cases")),
            ("report_caserecord", _("Can see the report on cases")),
        ]
        indexes = [
            models.Index(
                fields=["state", "-published_at"], name="lms_case_studies_newest"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_by=None)
                | Q(checked_by=None)
                | ~Q(checked_by=F("shared_by")),
                name="lms_case_studies_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody else is to confirm that it is anonymous."""
        is_handed_in = self.shared_at is not None and not self.reason
        return self.state == CaseState.DRAFT and is_handed_in

    @property
    def is_consented(self) -> bool:
        """Whether it may be shown on the wall."""
        return self.consented_at is not None and self.consent_withdrawn_at is None
