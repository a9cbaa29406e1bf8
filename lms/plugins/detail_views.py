"""The page about one plugin, with its settings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.log_actions import registry

from lms.plugins.additions import additions_of
from lms.plugins.adjusting import (
    SettingsChangedMeanwhileError,
    change_settings,
    fingerprint,
)
from lms.plugins.config import Setting
from lms.plugins.forms import settings_form
from lms.plugins.guard import guarded
from lms.plugins.views import OnePluginView

HISTORY = 20
"""So many entries of the history are shown."""
_UNCHANGED = _("Nothing was changed.")
_MEANWHILE = _(
    "Somebody else has changed these settings meanwhile. Yours are not saved: look at "
    "the page again in another window, then save once more."
)


class PluginView(OnePluginView):
    """What a plugin adds, how it is set, and what was done with it."""

    template_name = "lms/plugins/detail.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the plugin."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Save its settings; what is wrong stays in the form."""
        form = self.form(request.POST)
        if form is None:
            return redirect(self.url)
        if not form.is_valid():
            messages.validation_error(request, _("The settings were not saved."), form)
            return self.render_to_response(self.get_context_data(form=form))
        try:
            changed = change_settings(
                label=self.shown.label,
                declared=self.declared,
                values=form.cleaned_data,
                seen=request.POST.get("seen", ""),
                actor=request.user,
            )
        except SettingsChangedMeanwhileError:
            messages.error(request, _MEANWHILE)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Settings saved.") if changed else _UNCHANGED)
        return redirect(self.url)

    @property
    def declared(self) -> Mapping[str, Setting]:
        """Return what it declares; nothing while its code or its row is not there."""
        config = self.shown.report.plugin.config
        return config.settings if config and self.shown.report.row else {}

    @property
    def stored(self) -> Mapping[str, Any]:
        """Return what the database keeps of its settings."""
        row = self.shown.report.row
        return row.settings if row else {}

    def form(self, data: Any = None) -> forms.Form | None:
        """Return the form of its settings; None without any, or with broken ones."""
        if not self.declared:
            return None
        return guarded(
            self.shown.label,
            settings_form,
            self.declared,
            self.stored,
            data,
            default=None,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the plugin adds, its settings and its history."""
        form = kwargs.pop("form", None) or self.form()
        return {
            **super().get_context_data(**kwargs),
            "additions": additions_of(self.shown.label),
            "form": form,
            "seen": fingerprint(self.stored),
            "has_broken_settings": bool(self.declared) and form is None,
            "history": self.history(),
            "traceback": self.traceback,
        }

    def history(self) -> list[Any]:
        """Return who did what last."""
        row = self.shown.report.row
        if row is None:
            return []
        entries = registry.get_logs_for_instance(row).select_related("user")
        return [*entries[:HISTORY]]

    @property
    def traceback(self) -> str:
        """Return where it went wrong, to superusers only: it shows code and paths."""
        is_allowed = getattr(self.request.user, "is_superuser", False)
        return self.shown.report.traceback if is_allowed else ""
