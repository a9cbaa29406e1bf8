"""Writing an entry: what the phrases say is said, and what they stop is not lost."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.snippets.views.snippets import (
    ConfirmWorkflowCancellationView,
    CopyView,
    CreateView,
    EditView,
    WorkflowActionView,
)

from knowledge_base.exceptions import (
    BlockedPhraseError,
    RefusedPublicationError,
    ShortCodeTakenError,
)
from knowledge_base.services.phrases import override_phrases
from lms.search_gaps import promise_answer


class PhraseChecksMixin:
    """Says what the phrases find; what they stop stays a draft."""

    request: HttpRequest
    form: Any
    new_revision: Any
    object: Any
    expects_json_response: bool

    def form_valid(self, form: Any) -> HttpResponse:
        """Save; say it beside the short code when another took it meanwhile."""
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc] # a view's
        except ShortCodeTakenError as error:
            form.add_error("short_code", error)
            self.is_valid(form)  # type: ignore[attr-defined] # makes the view's own message
            return self.form_invalid(form)  # type: ignore[attr-defined] # a view's
        return response

    def run_action_method(self) -> HttpResponse | None:
        """Allow what a reason was given for, then publish, approve or submit."""
        self._override()
        try:
            with transaction.atomic():
                return super().run_action_method()  # type: ignore[misc] # a view's
        except RefusedPublicationError as error:
            messages.error(self.request, refusal(error))
            return redirect(self._edit_url())

    def save_action(self) -> HttpResponse:
        """List the findings after what the person saved."""
        response: HttpResponse = super().save_action()  # type: ignore[misc] # a view's
        if not self.expects_json_response:
            remarks = self.new_revision.as_object().phrase_remarks()
            if remarks:
                messages.warning(self.request, _lines(remarks))
        return response

    def _override(self) -> None:
        reason = self.form.cleaned_data.get("override_reason", "")
        if reason and not self.expects_json_response:
            override_phrases(
                revision=self.new_revision, user=self.request.user, reason=reason
            )

    def _edit_url(self) -> str:
        return reverse(self.edit_url_name, args=[quote(self.object.pk)])  # type: ignore[attr-defined] # a view's


class EntryCreateView(PhraseChecksMixin, CreateView):
    """Adds an entry that belongs to whoever wrote it."""

    def save_instance(self) -> Any:
        """Save, and make the writer the owner."""
        entry = super().save_instance()
        entry.items.filter(owner=None).update(owner=self.request.user)
        return entry


class FaqCreateView(EntryCreateView):
    """Adds an FAQ entry; with `?answers=` it answers a search that was in vain."""

    @cached_property
    def answers(self) -> str:
        """What was searched for."""
        longest = self.model._meta.get_field("question").max_length
        asked = self.request.GET.get("answers", "").replace("\x00", "")
        return str(asked.strip()[:longest])

    def get_initial_form_instance(self) -> Any:
        """Begin with the question."""
        faq = super().get_initial_form_instance()
        if not self.answers:
            return faq
        faq = faq or self.model()
        faq.question = self.answers
        return faq

    def get_add_url(self) -> str:
        """Return where the form goes, the question included."""
        url = str(super().get_add_url())
        if not self.answers:
            return url
        return (
            f"{url}{'&' if '?' in url else '?'}{urlencode({'answers': self.answers})}"
        )

    def save_instance(self) -> Any:
        """Save, and note what it answers."""
        faq = super().save_instance()
        if self.answers:
            promise_answer(query=self.answers, content=faq, user=self.request.user)
        return faq


class EntryCopyView(PhraseChecksMixin, CopyView):
    """Adds a copy."""


class EntryEditView(PhraseChecksMixin, EditView):
    """Changes an entry."""


class EntryWorkflowActionView(WorkflowActionView):
    """Approves or rejects an entry from a list."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the entry when something stops it."""
        try:
            with transaction.atomic():
                response: HttpResponse = super().post(request, *args, **kwargs)
        except RefusedPublicationError as error:
            messages.error(request, refusal(error))
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                step = {"step": "success", "redirect": self.redirect_url}
                return self.render_modal_json(request, step)
            return redirect(self.redirect_url)
        return response


class EntryConfirmCancellationView(
    PermissionCheckedMixin, ConfirmWorkflowCancellationView
):
    """Asks whether publication shall end an approval."""

    permission_required = "change"


def refusal(error: RefusedPublicationError) -> SafeString:
    """Return what stops publication, for people."""
    head = _("Not published. The draft is kept.")
    if isinstance(error, BlockedPhraseError):
        head = _("Not published, because of what it says. The draft is kept.")
    return _lines([head, *error.messages])


def _lines(lines: Any) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))
