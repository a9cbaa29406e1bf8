from wagtail.blocks import CharBlock, ListBlock, StructBlock


class BadgeBlock(StructBlock):
    """A block of the plugin."""

    text = CharBlock()


class BadgesBlock(ListBlock):
    """Several."""
