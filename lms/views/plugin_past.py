"""The page on which a plugin takes in what happened before it was switched on."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from lms.events import dispatch
from lms.events.publishing import MOST_AT_ONCE
from lms.plugin_past import Past, past_of, take_in
from lms.plugins.views import OnePluginView


class SinceForm(forms.Form):
    """Asks from which day on."""

    since = forms.DateField(
        label=_("Since"),
        required=False,
        help_text=_("Empty for all that is kept."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PluginPastView(OnePluginView):
    """Counts first, then hands over when it is posted to."""

    action = _("Take in the past")
    template_name = "lms/plugins/past.html"

    @cached_property
    def form(self) -> SinceForm:
        """Return the form, filled from the address or from what was posted."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return SinceForm({"since": sent.get("since", "")})

    @property
    def since(self) -> Any:
        """The day; None for all, and while what was entered is no day."""
        return self.form.cleaned_data.get("since") if self.form.is_valid() else None

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show what would be handed over."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Take it in, and hand over as much as a request may."""
        if not self.shown.runs or not self.form.is_valid():
            return self.get(request)
        past = take_in(label=self.shown.label, since=self.since, user=request.user)
        dispatch(now=timezone.now(), kinds=past.kinds, most=MOST_AT_ONCE)
        self.tell(past)
        return redirect(self.url)

    def tell(self, past: Past) -> None:
        """Say how much it takes in."""
        if not past.total:
            messages.info(self.request, _("There was nothing to take in."))
            return
        words = ngettext(
            "%(plugin)s takes in %(count)s past event.",
            "%(plugin)s takes in %(count)s past events. What is not handed over yet "
            "follows within the next minutes.",
            past.total,
        )
        values = {"plugin": self.shown.name, "count": past.total}
        messages.success(self.request, words % values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would be handed over."""
        is_counted = self.shown.runs and self.form.is_valid()
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "since": self.since,
            "past": past_of(self.shown.label, self.since) if is_counted else None,
            "past_url": reverse("lms_plugin_past", args=[self.shown.label]),
        }
