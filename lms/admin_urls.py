"""Wagtail's admin, with our views before those of its views that would tell too much.

A site of another make mounts this in place of `wagtail.admin.urls`.
"""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from lms import admin_views, subtree_copies, subtree_counts, tag_suggestions

REPORTS: Mapping[str, Any] = {
    "locked": admin_views.LockedPagesView,
    "workflow": admin_views.WorkflowView,
    "workflow_tasks": admin_views.WorkflowTasksView,
    "site-history": admin_views.LogEntriesView,
    "aging-pages": admin_views.AgingPagesView,
    "page-types-usage": admin_views.PageTypesUsageReportView,
}

LISTS: Mapping[str, Any] = {
    "documents": admin_views.DocumentsView,
    "images": admin_views.ImagesView,
}

to_sign_in = login_not_required(
    RedirectView.as_view(pattern_name="lms:sign_in", query_string=True)
)
"""Leads to the one way in, keeping what was asked for."""

_views = [
    path(
        f"{room}{name}/{place}",
        view.as_view(results_only=is_part),
        name=f"{kind}_{name}{'_results' if is_part else ''}",
    )
    for kind, room, views in (
        ("lms_reports", "reports/", REPORTS),
        ("lms_list", "", LISTS),
    )
    for name, view in views.items()
    for place, is_part in (("", False), ("results/", True))
]
_views += [
    path(
        "pages/workflow/confirm_cancellation/<int:page_id>/",
        admin_views.ConfirmWorkflowCancellationView.as_view(),
        name="lms_confirm_workflow_cancellation",
    ),
    path("choose-page/", admin_views.BrowseView.as_view(), name="lms_choose_page"),
    path(
        "pages/<int:page_id>/copy/",
        subtree_copies.CopyView.as_view(),
        name="lms_copy_page",
    ),
    path(
        "pages/<int:page_id>/delete/",
        subtree_counts.DeleteView.as_view(),
        name="lms_delete_page",
    ),
    path(
        "pages/<int:page_id>/unpublish/",
        subtree_counts.UnpublishView.as_view(),
        name="lms_unpublish_page",
    ),
    path("tag-autocomplete/", tag_suggestions.suggest_tags, name="lms_tags"),
    path(
        "tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        tag_suggestions.suggest_tags,
        name="lms_tags_of_model",
    ),
]
if apps.is_installed("wagtail.contrib.simple_translation"):
    _views.append(
        path(
            "translation/submit/page/<int:page_id>/",
            subtree_copies.TranslationView.as_view(),
            name="lms_translate_page",
        )
    )

urlpatterns = [
    path("login/", never_cache(to_sign_in), name="lms_admin_sign_in"),
    *decorate_urlpatterns(
        decorate_urlpatterns(_views, require_admin_access), never_cache
    ),
    path("", include(wagtailadmin_urls)),
]
