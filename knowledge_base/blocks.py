"""What an article is made of."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "code"]


class CalloutKind(models.TextChoices):
    """How loud a callout is."""

    TIP = "tip", _("Tip")
    WARNING = "warning", _("Warning")


class HeadingBlock(blocks.StructBlock):
    """A heading of the table of contents."""

    level = blocks.ChoiceBlock(
        choices=[("2", _("Section")), ("3", _("Subsection"))],
        default="2",
        label=_("level"),
    )
    text = blocks.CharBlock(max_length=200, label=_("text"))

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "knowledge_base/blocks/heading.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the text; that it is a section is not searched for."""
        return self.child_blocks["text"].get_searchable_content(value["text"])


class CalloutBlock(blocks.StructBlock):
    """What must not be overlooked."""

    kind = blocks.ChoiceBlock(
        choices=CalloutKind.choices, default=CalloutKind.TIP, label=_("kind")
    )
    text = blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "knowledge_base/blocks/callout.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the text without its kind."""
        return self.child_blocks["text"].get_searchable_content(value["text"])


class ArticleBodyBlock(blocks.StreamBlock):
    """The body of an article, block by block."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=TEXT_FEATURES, icon="pilcrow", label=_("Text"))
    callout = CalloutBlock()
    table = TypedTableBlock(
        [("text", blocks.CharBlock(required=False, label=_("Text")))],
        label=_("Table"),
        template="knowledge_base/blocks/table.html",
    )
    image = ImageBlock(label=_("Image"), template="knowledge_base/blocks/image.html")
    document = DocumentChooserBlock(
        label=_("Document"), template="knowledge_base/blocks/document.html"
    )
    script = SnippetChooserBlock(
        "lms_knowledge_base.Script",
        label=_("Script"),
        icon="comment",
        template="knowledge_base/blocks/entry.html",
    )
    faq = SnippetChooserBlock(
        "lms_knowledge_base.Faq",
        label=_("FAQ entry"),
        icon="help",
        template="knowledge_base/blocks/entry.html",
    )
