"""Fills the plain Wagtail site with the data set, and indexes it."""

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils.html import format_html
from wagtail.models import Page, Site

from benchmarks.browser import NAME, PASSWORD
from benchmarks.content import items
from benchmarks.fill_pages import add_below, published
from benchmarks.plain_site.models import ItemPage

SHELVES = 36


def main(amount: str) -> None:
    """Make the database from nothing: a home, shelves, and the items on them."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        get_user_model().objects.create_user(NAME, password=PASSWORD)
        Page.objects.filter(depth=2).delete()
        home = Page.get_first_root_node().add_child(instance=ItemPage(title="Home"))
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "127.0.0.1", "root_page": home},
        )
        shelves = [ItemPage(title=f"Shelf {n}") for n in range(SHELVES)]
        add_below(home, shelves)
        pages = [
            ItemPage(
                title=item.title,
                body="".join(format_html("<p>{}</p>", p) for p in item.paragraphs),
                tags=" ".join(item.tags),
                last_published_at=published(number),
            )
            for number, item in enumerate(items(int(amount)))
        ]
        for place, shelf in enumerate(shelves):
            add_below(shelf, pages[place::SHELVES])
    call_command("wagtail_update_index", verbosity=0)
