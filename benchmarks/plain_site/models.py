from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class ItemPage(Page):
    """A page with a text."""

    body = RichTextField(blank=True)

    template = "plain_site/item_page.html"
    search_fields = [*Page.search_fields, index.SearchField("body")]
