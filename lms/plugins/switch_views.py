"""Switching a plugin on and off in the admin; it asks where something would follow."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from lms.plugins.additions import additions_of
from lms.plugins.exceptions import PluginError
from lms.plugins.informants import advisers
from lms.plugins.presenting import ShownPlugin, enumerated, shown_plugin
from lms.plugins.switching import dependents, disable, enable, required_off
from lms.plugins.views import OnePluginView


class SwitchView(OnePluginView):
    """Moves the switch when it is posted to, and asks before where it has to.

    What it asks names the others that go along. The answer names them again: should
    they be others by now, nothing is switched and it asks anew.
    """

    state: bool
    asks_always = False

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask, or say why there is nothing to ask."""
        return self.refuse() or self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Switch, or lead to the question; what is refused changes nothing."""
        refusal = self.refuse()
        if refusal is not None:
            return refusal
        if self.must_ask:
            query = urlencode({"next": self.next_url})
            return redirect(f"{request.path}?{query}")
        try:
            switched = self.switch()
        except PluginError as error:
            messages.error(request, str(error))
        else:
            self.tell(switched)
        return redirect(self.next_url)

    def refuse(self) -> HttpResponse | None:
        """Lead back when it is done already or cannot be done, and say so."""
        words = self.why_not
        if not words:
            return None
        messages.info(self.request, words)
        return redirect(self.next_url)

    @property
    def why_not(self) -> str:
        """Why there is nothing to switch; empty when there is."""
        raise NotImplementedError

    @cached_property
    def along(self) -> list[str]:
        """Return the labels of the others that are switched too."""
        raise NotImplementedError

    def switch(self) -> list[str]:
        """Switch it, and what goes along; return all that was switched."""
        raise NotImplementedError

    def tell(self, switched: list[str]) -> None:
        """Say what was done."""
        raise NotImplementedError

    @property
    def must_ask(self) -> bool:
        """Whether somebody has still to agree to what follows."""
        answer = self.request.POST
        is_unasked = self.asks_always and "confirmed" not in answer
        return is_unasked or {*answer.getlist("agreed")} != {*self.along}

    @property
    def next_url(self) -> str:
        """Return where to go on: where the switch was, or the page of the plugin."""
        return get_valid_next_url_from_request(self.request) or self.url

    def plugin(self, label: str) -> ShownPlugin:
        """Return one of the others, or this one."""
        return ShownPlugin(self.shown.others[label], self.shown.others)

    def names(self, labels: list[str]) -> str:
        """Return plugins as people call them."""
        return enumerated(self.plugin(label).name for label in labels)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who goes along, and where to go back to."""
        return {
            **super().get_context_data(**kwargs),
            "along": [self.plugin(label) for label in self.along],
            "along_names": self.names(self.along),
            "next_url": self.next_url,
        }


class EnableView(SwitchView):
    """Switches a plugin on, and what it requires if somebody agrees."""

    action = gettext_lazy("Switch on")
    template_name = "lms/plugins/enable.html"
    state = True

    @property
    def why_not(self) -> str:
        """Say that it runs already, or that it cannot run."""
        name = self.shown.name
        if self.shown.runs:
            return _("%(plugin)s is on already.") % {"plugin": name}
        if self.shown.can_enable:
            return ""
        words = _("%(plugin)s cannot be switched on. %(why)s")
        return words % {"plugin": name, "why": self.shown.sentence}

    @cached_property
    def along(self) -> list[str]:
        """Return what it requires and is off."""
        return required_off(self.shown.label)

    def switch(self) -> list[str]:
        """Switch it on."""
        return enable(
            self.shown.label, actor=self.request.user, with_required=bool(self.along)
        )

    def tell(self, switched: list[str]) -> None:
        """Say what is on now, and what to do next."""
        shown = shown_plugin(self.shown.label)
        if not shown.runs:
            messages.warning(self.request, f"{shown.name}: {shown.sentence}")
            return
        buttons = []
        if shown.front:
            buttons.append(messages.button(shown.front, _("Open")))
        if shown.report.plugin.config and shown.report.plugin.config.settings:
            buttons.append(messages.button(f"{self.url}#settings", _("Settings")))
        steps = [adviser(self.shown.label) for adviser in advisers]
        buttons += [messages.button(each.address, each.words) for each in steps if each]
        words = _("Switched on: %(plugins)s.") % {"plugins": self.names(switched)}
        messages.success(self.request, words, buttons=buttons)


class DisableView(SwitchView):
    """Switches a plugin off after asking, and what requires it if somebody agrees."""

    action = gettext_lazy("Switch off")
    template_name = "lms/plugins/disable.html"
    state = False
    asks_always = True

    @property
    def why_not(self) -> str:
        """Say that it is off already."""
        if self.shown.is_on:
            return ""
        return _("%(plugin)s is off already.") % {"plugin": self.shown.name}

    @cached_property
    def along(self) -> list[str]:
        """Return what requires it and is on."""
        return dependents(self.shown.label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will be hidden."""
        hidden = [
            (self.plugin(label), additions_of(label))
            for label in [self.shown.label, *self.along]
        ]
        return {**super().get_context_data(**kwargs), "hidden": hidden}

    def switch(self) -> list[str]:
        """Switch it off."""
        return disable(
            self.shown.label, actor=self.request.user, cascade=bool(self.along)
        )

    def tell(self, switched: list[str]) -> None:
        """Say what is off now, and that nothing is lost."""
        words = _("Switched off: %(plugins)s. Nothing was deleted.")
        button = messages.button(
            reverse("lms_plugins:enable", args=[self.shown.label]), _("Switch on again")
        )
        messages.success(
            self.request, words % {"plugins": self.names(switched)}, buttons=[button]
        )
