"""Wagtail's own addresses: its business, but closed to whoever has no access to it."""

from tests.permissions.table import Group, Outcome, Row

OK, NOT_FOUND = Outcome.OK, Outcome.NOT_FOUND

ROWS = [
    # Without the admin's door, but with nothing behind
    Row("wagtailadmin_sprite"),
    Row("wagtailadmin_javascript_catalog"),
    # Lead to our own sign-in
    *[
        Row(name, allowed=frozenset(), methods=("GET", "POST"))
        for name in (
            "wagtailadmin_login",
            "lms_admin_sign_in",
            "wagtailcore_login",
            "lms_page_sign_in",
        )
    ],
    Row("wagtailadmin_password_reset", answer=NOT_FOUND),
    Row("wagtailadmin_password_reset_done", answer=NOT_FOUND),
    Row("wagtailadmin_password_reset_complete", answer=NOT_FOUND),
    Row(
        "wagtailadmin_password_reset_confirm",
        path="/admin/password_reset/confirm/x/y/",
        answer=NOT_FOUND,
    ),
    Row(
        "wagtailcore_authenticate_with_password",
        path="/_util/authenticate_with_password/999/999/",
        methods=("GET", "POST"),
        answer=NOT_FOUND,
    ),
    Row(
        "wagtaildocs_authenticate_with_password",
        path="/documents/authenticate_with_password/999/",
        methods=("GET", "POST"),
        answer=NOT_FOUND,
    ),
    # Behind it
    Group(
        "wagtailadmin_pages:revisions_compare",
        "/admin/pages/1/revisions/compare/live...latest/",
    ),
    Group("/admin/^.[*]/$", "/admin/no-such/"),
    *map(
        Group,
        [
            "wagtailadmin_home",
            "/admin/test404/",
            "wagtailadmin_api:*",
            "wagtailadmin_error_test",
            "wagtailadmin_explore*",
            "wagtail_bulk_action",
            "wagtailadmin_pages:*",
            "wagtailadmin_choose_page*",
            "wagtailadmin_tag_*",
            "wagtailadmin_collections:*",
            "wagtailadmin_workflows:*",
            "wagtailadmin_reports:*",
            "lms_reports_*",
            "lms_list_*",
            "lms_confirm_workflow_cancellation",
            "lms_choose_page",
            "lms_copy_page",
            "lms_delete_page",
            "lms_unpublish_page",
            "lms_translate_page",
            "lms_tags*",
            "wagtailadmin_account",
            "wagtailadmin_logout",
            "wagtailadmin_dismissibles",
            "wagtailadmin_editing_sessions:*",
            "wagtailadmin_block_preview",
            "simple_translation:*",
            "wagtailsnippets:index",
            "wagtailsnippets_lms_knowledge_base_phraserule:*",
            "wagtailsnippetchoosers_lms_knowledge_base_phraserule:*",
            "wagtaildocs:*",
            "wagtaildocs_chooser:*",
            "wagtailimages:*",
            "wagtailimages_chooser:*",
            "wagtaillocales:*",
            "wagtailsites:*",
            "wagtailusers_groups:*",
        ],
    ),
]
