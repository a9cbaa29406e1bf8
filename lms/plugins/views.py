"""Settings > Plugins: what there is, whether it is on, and why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.forms import PluginSearchForm
from lms.plugins.presenting import ShownPlugin, enumerated, shown_plugin, shown_plugins
from lms.plugins.tables import columns

PERMISSION = "lms_plugins.manage_plugins"
MANY = 10
"""With more plugins than these, there is a field to search them."""


def tabs(current: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return what leads from one part of the screen to another."""
    index, install = reverse("lms_plugins:index"), reverse("lms_plugins:install")
    known = {
        "all": (index, _("All")),
        "on": (f"{index}?show=on", _("On")),
        "problems": (f"{index}?show=problems", _("Problems")),
        "install": (install, _("Install")),
    }
    return [
        {
            "url": url,
            "title": title,
            "count": counts.get(name),
            "is_current": name == current,
        }
        for name, (url, title) in known.items()
    ]


class ManagedMixin:
    """Lets nobody in but those who manage plugins."""

    request: HttpRequest
    header_icon = "grid"
    breadcrumbs_items: Sequence[dict[str, Any]] = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse_lazy("lms_plugins:index"), "label": _("Plugins")},
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the request; raises PermissionDenied for all others."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc] # a view's
        return answer


class PluginListView(ManagedMixin, BaseListingView):
    """All plugins, those that are on, or those somebody has to do something about."""

    page_title = _("Plugins")
    breadcrumbs_items = ManagedMixin.breadcrumbs_items[:1]
    template_name = "lms/plugins/list.html"
    results_template_name = "lms/plugins/list_results.html"
    index_url_name = "lms_plugins:index"
    index_results_url_name = "lms_plugins:results"
    table_classname = "listing plugins"

    @cached_property
    def columns(self) -> Sequence[Any]:
        """Return what is told of each plugin."""
        return columns()

    @cached_property
    def all_plugins(self) -> list[ShownPlugin]:
        """Return all plugins, read once."""
        return shown_plugins()

    @property
    def is_searchable(self) -> bool:
        """Whether there are so many that somebody may want to search."""
        return len(self.all_plugins) > MANY

    def get_search_form(self) -> PluginSearchForm | None:
        """Return the form, which stays in the part that somebody looks at."""
        if not self.is_searchable:
            return None
        data = self.request.GET if "q" in self.request.GET else None
        return PluginSearchForm(data, initial={"show": self.part})

    @cached_property
    def parts(self) -> dict[str, list[ShownPlugin]]:
        """Return what can be looked at: all, what is on, what is wrong."""
        return {
            "all": self.all_plugins,
            "on": [one for one in self.all_plugins if one.runs],
            "problems": [one for one in self.all_plugins if one.has_problem],
        }

    @property
    def part(self) -> str:
        """Return which of them somebody looks at."""
        asked = self.request.GET.get("show", "all")
        return asked if asked in self.parts else "all"

    def get_queryset(self) -> list[ShownPlugin]:
        """Return what is to be listed."""
        found = self.parts[self.part]
        return [one for one in found if one.answers_to(self.search_query)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts with their numbers, and what waits for somebody."""
        counts = {name: len(listed) for name, listed in self.parts.items()}
        return {
            **super().get_context_data(**kwargs),
            "tabs": tabs(self.part, counts),
            "part": self.part,
            "unmigrated": self._with(Status.NEEDS_MIGRATION),
            "outdated": self._with(Status.NEEDS_RESTART),
            "excluded": self._left_out(by_safe_mode=False),
            "unsafe": self._left_out(by_safe_mode=True),
        }

    def _with(self, status: Status) -> str:
        names = [one.name for one in self.all_plugins if one.status is status]
        return enumerated(names)

    def _left_out(self, *, by_safe_mode: bool) -> str:
        return enumerated(
            one.name
            for one in self.all_plugins
            if one.status is Status.EXCLUDED
            and one.is_left_by_safe_mode is by_safe_mode
        )


class InstallView(ManagedMixin, WagtailAdminTemplateMixin, View):
    """Says how a plugin is installed, written and removed: in a terminal."""

    page_title = _("Install")
    template_name = "lms/plugins/install.html"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show what to type."""
        return self.render_to_response(self.get_context_data(tabs=tabs("install", {})))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return where this page stands."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class OnePluginView(ManagedMixin, WagtailAdminTemplateMixin, View):
    """Something about one plugin."""

    action: Any = ""

    @cached_property
    def shown(self) -> ShownPlugin:
        """Return the plugin of the address; raises Http404 when there is none."""
        try:
            return shown_plugin(self.kwargs["label"])
        except PluginError as error:
            raise Http404(str(error)) from error

    @property
    def url(self) -> str:
        """Return the page about the plugin."""
        return reverse("lms_plugins:detail", args=[self.shown.label])

    def get_page_title(self) -> str:
        """Return the plugin's name."""
        return self.shown.name

    def get_page_subtitle(self) -> Any:
        """Return what is done to it here."""
        return self.action

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return where this page stands."""
        items = [*self.breadcrumbs_items, {"url": self.url, "label": self.shown.name}]
        return [*items, {"url": "", "label": self.action}] if self.action else items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plugin."""
        return {**super().get_context_data(**kwargs), "plugin": self.shown}
