"""Where cases stand."""

from typing import cast

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Locale, Page

from lms.enums import Role
from lms.roles import role_group
from plugins.case_studies.models import CaseIndexPage

_WRITE = {Role.EDITOR: ("add", "change"), Role.REVIEWER: ("change",)}


@transaction.atomic
def main_shelf() -> CaseIndexPage:
    """Return the first shelf; make it below the root where there is none.

    It is locked: who puts a case on it does so after whoever was before them.
    """
    found = CaseIndexPage.objects.select_for_update().order_by("path").first()
    if found is not None:
        return cast("CaseIndexPage", found)
    locale = Locale.get_default()
    with override(locale.language_code):
        shelf = CaseIndexPage(title=_("Case studies"), locale=locale)
    Page.get_first_root_node().add_child(instance=shelf)
    shelf.save_revision().publish()
    for role, kinds in _WRITE.items():
        for kind in kinds:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{kind}_page"
            )
            GroupPagePermission.objects.get_or_create(
                group=role_group(role), page=shelf.page_ptr, permission=permission
            )
    return shelf
