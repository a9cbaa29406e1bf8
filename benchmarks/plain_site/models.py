from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class ItemPage(Page):
    """A page with a text, and with its tags as words, as the stock index holds them."""

    body = RichTextField(blank=True)
    tags = models.TextField(blank=True)

    template = "plain_site/item_page.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.SearchField("tags"),
    ]
