"""What the host adds to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any

import reversion
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import site_summary
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.wagtail_hooks import PageAdminURLFinder
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from lms.access import readable_pages
from lms.admin_home import StartPanel, WaitingWorkPanel
from lms.admin_panels import PagesSummaryItem, readable_panel
from lms.audit import register_actions
from lms.bulk_actions import BULK_ACTIONS
from lms.failures import DeadLetterViewSet, OutgoingMailViewSet
from lms.gap_viewset import SearchGapViewSet
from lms.menus import EDITORIAL, PermittedMenuItem
from lms.people.ceiling import Ceiling
from lms.policies import may_read
from lms.rich_text_links import close_links
from lms.row_history import record_last
from lms.search_report_views import SEE, SearchReportView
from lms.subtree_copies import ReadOnlyPagesAPI
from lms.views import people_import
from lms.views.personal_data import anonymise_person, data
from lms.views.plugin_past import PluginPastView
from lms.viewsets import TeamViewSet
from lms.word_viewset import SearchWordViewSet


@hooks.register("register_admin_viewset")
def team_viewset() -> TeamViewSet:
    """Put teams under Settings."""
    return TeamViewSet("lms_teams")


@hooks.register("register_admin_viewset")
def search_gap_viewset() -> SearchGapViewSet:
    """List what people looked for in vain."""
    return SearchGapViewSet("lms_gaps")


register_snippet(SearchWordViewSet)


@hooks.register("register_admin_menu_item")
def editorial_menu() -> SubmenuMenuItem:
    """Gather what is done with the content, whoever adds to it."""
    return SubmenuMenuItem(
        gettext_lazy("Editorial work"),
        Menu(register_hook_name=EDITORIAL),
        name="editorial",
        icon_name="edit",
        order=210,
    )


@hooks.register("before_bulk_action")
def keep_last_versions(
    request: HttpRequest, action: str, objects: Iterable[object], _view: object
) -> None:
    """Keep the last version of rows that are deleted together."""
    rows: list[Any] = [o for o in objects if reversion.is_registered(type(o))]
    if action == "delete" and rows:
        record_last(rows, request.user, _("Deleted"))


@hooks.register("register_admin_viewset")
def failure_viewsets() -> list[Any]:
    """List what could not be delivered."""
    return [DeadLetterViewSet("lms_dead_letters"), OutgoingMailViewSet("lms_mails")]


@hooks.register("register_admin_urls")
def past_address() -> list[URLPattern]:
    """Place the page beside those of the plugin."""
    view = PluginPastView.as_view()
    return [path("plugins/<slug:label>/past/", view, name="lms_plugin_past")]


@hooks.register("register_admin_urls")
def personal_data_addresses() -> list[URLPattern]:
    """Place what is done with the data of a person."""
    return [
        path("people/<str:pk>/data/", data, name="lms_personal_data"),
        path("people/<str:pk>/anonymise/", anonymise_person, name="lms_anonymise"),
    ]


@hooks.register("register_admin_urls")
def people_import_addresses() -> list[URLPattern]:
    """Place people from a table."""
    one = "people/imports/<int:pk>/"
    return [
        path("people/imports/", people_import.import_people, name="lms_people_imports"),
        path(one, people_import.show_import, name="lms_people_import"),
        path(f"{one}apply/", people_import.apply, name="lms_apply_people_import"),
        path(f"{one}undo/", people_import.undo, name="lms_undo_people_import"),
    ]


@hooks.register("register_admin_urls")
def search_report_address() -> list[URLPattern]:
    """Place what people search for among the reports."""
    view = SearchReportView.as_view()
    return [path("reports/searches/<slug:report>/", view, name="lms_searches")]


@hooks.register("register_reports_menu_item")
def searches_menu_item() -> MenuItem:
    """Lead to what people search for."""
    address = reverse("lms_searches", args=["in-vain"])
    return PermittedMenuItem(
        gettext_lazy("Searches"),
        address,
        name="searches",
        icon_name="search",
        order=10,
        permission=SEE,
    )


@hooks.register("register_user_listing_buttons")
def personal_data_buttons(user: Any, request_user: Any) -> Iterable[Button]:
    """Lead to it from the list of people."""
    people = get_user_model()._meta
    may_change = request_user.has_perm(f"{people.app_label}.change_{people.model_name}")
    if may_change and (request_user.is_superuser or not user.is_superuser):
        address = reverse("lms_personal_data", args=[user.pk])
        yield Button(
            _("Data about this person"), address, icon_name="download", priority=40
        )
        label = _("Data about this person (XLSX)")
        table = f"{address}?format=xlsx"
        yield Button(label, table, icon_name="download", priority=41)
        if user.pk != request_user.pk:
            address = reverse("lms_anonymise", args=[user.pk])
            yield Button(_("Make anonymous"), address, icon_name="user", priority=50)


@hooks.register("before_bulk_action")
def spare_those_above(
    request: HttpRequest, _action: str, objects: Iterable[object], _view: object
) -> None:
    """Let nobody act on who stands above, in bulk too."""
    ceiling = Ceiling(request.user)
    people = [found for found in objects if isinstance(found, get_user_model())]
    prefetch_related_objects(people, "groups")
    if not all(map(ceiling.may_change, people)):
        raise PermissionDenied


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Log sign-ins and roles."""
    register_actions(actions)


@hooks.register("construct_reports_menu")
def show_site_history(request: HttpRequest, items: list[MenuItem]) -> None:
    """Lead whoever looks after people to the log, though they have no pages."""
    people = get_user_model()._meta
    may_see = request.user.has_perm(f"{people.app_label}.change_{people.model_name}")
    if may_see and all(item.name != "site-history" for item in items):
        address = reverse("wagtailadmin_reports:site_history")
        label, icon = _("Site history"), "history"
        items.append(MenuItem(label, address, name="site-history", icon_name=icon))


@hooks.register("register_permissions")
def team_permissions() -> QuerySet[Permission]:
    """Let roles be given what concerns teams and staff."""
    return Permission.objects.filter(content_type__app_label="lms").exclude(
        content_type__model="user"
    )


@hooks.register("construct_help_menu")
def leave_out_news_of_wagtail(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Offer no release notes for developers, in the language of another's request."""
    items[:] = [item for item in items if not item.name.startswith("whats-new-in-")]


@hooks.register("construct_page_chooser_queryset")
def choose_readable_pages(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Offer no page that is closed to the person."""
    return pages.filter(readable_pages(request.user))


@hooks.register("construct_homepage_panels")
def show_readable_panels(_request: HttpRequest, panels: list[Any]) -> None:
    """Tell on the home page what waits, of nothing that is closed, and where all is."""
    readable = (readable_panel(panel) for panel in panels)
    panels[:] = [WaitingWorkPanel(), *readable, StartPanel()]


@hooks.register("construct_homepage_summary_items", order=1)
def count_readable_pages(request: HttpRequest, items: list[Any]) -> None:
    """Count on the home page no page that is closed to the person."""
    for place, item in enumerate(items):
        if isinstance(item, site_summary.PagesSummaryItem):
            items[place] = PagesSummaryItem(request)


@hooks.register("construct_admin_api")
def withhold_page_actions(router: Any) -> None:
    """Let pages be changed by forms alone."""
    router.register_endpoint("pages", ReadOnlyPagesAPI)


class ReadablePageURLFinder(PageAdminURLFinder):
    """Leads to no page that is closed to the person."""

    def get_edit_url(self, instance: Page) -> str | None:
        """Return where the page is edited, or None."""
        if self.user and not may_read(self.user, instance):
            return None
        url: str | None = super().get_edit_url(instance)
        return url


register_admin_url_finder(Page, ReadablePageURLFinder)

hooks.register("register_rich_text_features", close_links, order=1)  # after Wagtail's

for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=1)  # in place of Wagtail's
