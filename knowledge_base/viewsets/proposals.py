"""What staff propose, in Wagtail's admin: look, take in or reject."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from knowledge_base.enums import ProposalState
from knowledge_base.exceptions import (
    ChangedMeanwhileError,
    DecidedAlreadyError,
    LockedItemError,
)
from knowledge_base.models import Proposal
from knowledge_base.models.parts import parts_of
from knowledge_base.proposal_forms.deciding import DecisionForm
from knowledge_base.services.proposal_decisions import (
    Acceptance,
    accept_proposal,
    reject_proposal,
    state_of,
)
from lms.exports import ExportIndexView
from lms.menus import EDITORIAL, PermittedMenuItem

_WAITS = Q(state=ProposalState.SUBMITTED)


class ProposalIndexView(ExportIndexView):
    """Lists the proposals on which the person may decide."""

    empty_text = gettext_lazy(
        "Nobody has proposed anything yet. Staff propose changes on the page of "
        "a script, an FAQ entry or an article; you decide on them here."
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with the people."""
        rows = Proposal.objects.decidable_by(self.request.user)
        rows = rows.annotate(waits=ExpressionWrapper(_WAITS, BooleanField()))
        return rows.select_related("proposer", "decider")


class ProposalDecisionView(EditView):
    """Shows a proposal against the text it was made for and against the text of now."""

    template_name = "knowledge_base/admin/proposal.html"
    error_message = gettext_lazy(
        "Nothing was decided. Please correct what is marked; what you typed is kept."
    )

    def get_queryset(self) -> QuerySet[Any]:
        """Return them with what they are about; the policy says whose they are."""
        return Proposal.objects.with_items()

    def get_panel(self) -> None:
        """Return nothing: the form is our own."""

    @cached_property
    def draft(self) -> Any:
        """The newest text, beside which the person decides."""
        return self.object.draft()

    def get_form(self, form_class: object = None) -> DecisionForm:  # noqa: ARG002 (Django's)
        """Return the form of the decision."""
        changes = self.object.changes(self.draft)
        seen = {change.name for change in changes}
        return DecisionForm(
            self.request.POST if self.request.method == "POST" else None,
            changes=changes,
            parts=[part for part in parts_of(self.draft) if part.name in seen],
            is_new=self.object.item_id is None,
            user=self.request.user,
            initial={"seen": state_of(self.draft)},
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Decide; say what is in the way, with everything typed still there."""
        self.form = form
        try:
            decided = self._decide(form)
        except PermissionDenied:
            form.add_error(None, _("Somebody else has to decide on this proposal."))
        except DecidedAlreadyError:
            form.add_error(None, _("Somebody has decided on it meanwhile; see above."))
        except ChangedMeanwhileError:
            form.add_error(
                None,
                _(
                    "The text has changed while you were reading. Below stands what it "
                    "says now; look again, then decide."
                ),
            )
            form.data = {**form.data.dict(), "seen": state_of(self.draft)}
        except LockedItemError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            return self._said(decided)
        self.object = self.get_object()
        self.is_valid(form)
        return self.form_invalid(form)

    def _decide(self, form: DecisionForm) -> Proposal:
        user, now = self.request.user, timezone.now()
        answer = form.cleaned_data["answer"]
        if not form.is_accepting:
            return reject_proposal(
                proposal=self.object, user=user, reason=answer, now=now
            )
        acceptance = Acceptance(
            texts=form.taken,
            seen=form.cleaned_data["seen"],
            answer=answer,
            collection=form.cleaned_data.get("collection"),
        )
        return accept_proposal(
            proposal=self.object, user=user, acceptance=acceptance, now=now
        )

    def _said(self, decided: Proposal) -> HttpResponse:
        """Lead to the draft, or back to the list."""
        if decided.state == ProposalState.REJECTED:
            messages.success(self.request, _("The proposal is rejected."))
            return redirect(self.get_success_url())
        messages.success(
            self.request,
            _(
                "The draft holds the proposal. Look at it, then hand it in or publish it."
            ),
        )
        finder = AdminURLFinder(self.request.user)
        return redirect(finder.get_edit_url(decided.content) or self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the proposal, and whether the person may decide."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_own = self.object.proposer_id == self.request.user.pk
        may_decide = self.object.is_open and not is_own
        return {
            **context,
            "proposal": self.object,
            "may_decide": may_decide,
            "is_own": is_own,
        }


class ProposalMenuItem(PermittedMenuItem):
    """Says how many wait."""

    permission = "lms_knowledge_base.change_proposal"

    def waiting(self, user: Any) -> int:
        """Return how many the person may decide on."""
        return int(Proposal.objects.waiting_for(user).count())


class ProposalViewSet(ModelViewSet):
    """What staff propose."""

    model = Proposal
    index_view_class = ProposalIndexView
    edit_view_class = ProposalDecisionView
    copy_view_enabled = False
    add_to_reference_index = False
    icon = "edit"
    menu_label = gettext_lazy("Proposals")
    menu_name = "proposals"
    menu_order = 305
    menu_hook = EDITORIAL
    form_fields = ["answer"]
    list_filter = ["state", "kind", "is_new", "created_at"]
    ordering = ("-waits", "-created_at")
    list_display = [
        TitleColumn(
            "title", label=gettext_lazy("Proposal"), url_name="lms_proposals:edit"
        ),
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("proposer", label=gettext_lazy("Proposed by")),
        Column("decider", label=gettext_lazy("Decided by")),
        DateColumn("created_at", label=gettext_lazy("Proposed"), sort_key="created_at"),
    ]
    list_export = [
        *("created_at", "title", "get_kind_display", "is_new", "reason", "proposer"),
        *("get_state_display", "answer", "decider", "decided_at"),
    ]
    export_filename = "proposals"
    search_fields = ["reason", "answer"]
    search_backend_name = None

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """The menu item with the number."""
        return ProposalMenuItem
