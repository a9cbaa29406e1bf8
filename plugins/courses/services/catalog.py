"""Where courses stand."""

from typing import cast

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Locale, Page

from lms.enums import Role
from lms.roles import role_group
from plugins.courses.models import CatalogPage

_WRITE = dict.fromkeys((Role.EDITOR, Role.TRAINER), ("add", "change", "publish")) | {
    Role.REVIEWER: ("change", "publish")
}


@transaction.atomic
def main_catalog() -> CatalogPage:
    """Return the first catalog; make it below the root where there is none.

    It is locked: who puts a course on it does so after whoever was before them.
    """
    found = CatalogPage.objects.select_for_update().order_by("path").first()
    if found is not None:
        return cast("CatalogPage", found)
    locale = Locale.get_default()
    with override(locale.language_code):
        catalog = CatalogPage(title=_("Courses"), locale=locale)
    Page.get_first_root_node().add_child(instance=catalog)
    catalog.save_revision().publish()
    for role, kinds in _WRITE.items():
        for kind in kinds:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{kind}_page"
            )
            GroupPagePermission.objects.get_or_create(
                group=role_group(role), page=catalog.page_ptr, permission=permission
            )
    return catalog
