"""What Wagtail puts into a new database, and we do not keep."""

from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Page

MODERATORS = "Moderators"
_STOCK_GROUPS = (MODERATORS, "Editors")


def stock_welcome_page() -> Any | None:
    """Return Wagtail's first page while nobody has touched it."""
    page = Page.objects.filter(
        slug="home", depth=2, title__startswith="Welcome to your new Wagtail"
    ).first()
    is_untouched = page is not None and page.specific_class is Page and page.is_leaf()
    return page if is_untouched and page.latest_revision_id is None else None


def remove_stock_groups() -> None:
    """Delete Wagtail's own groups when nobody is in them; our roles take their place."""
    Group.objects.filter(name__in=_STOCK_GROUPS, user=None).delete()
