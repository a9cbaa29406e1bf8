"""Who looks on while Wagtail draws what a form, or a version, points at.

Its choosers and comparisons draw whatever a key leads to, and ask nobody. So the
middleware says for whom they draw, and what is closed to that person has no name.
"""

from contextvars import ContextVar
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail.admin import compare
from wagtail.admin.compare import BlockComparison, ForeignObjectComparison
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock
from wagtail.images.blocks import ImageChooserBlock, ImageChooserBlockComparison
from wagtail.images.models import AbstractImage
from wagtail.utils.text import text_from_html

from lms.access import Reader
from lms.policies import may_read

onlooker: ContextVar[Reader] = ContextVar("onlooker", default=None)
"""The person whose request is answered; None sees all: commands have no onlooker."""

HIDDEN = _("an item you may not see")

_value_data = BaseChooser.get_value_data
_objects = ForeignObjectComparison.get_objects


def install() -> None:
    """Let choosers and comparisons name nothing that is closed to the onlooker.

    Wagtail lets nobody say which chooser or comparison it takes for all fields and
    blocks, so these methods of its base classes are replaced.
    """
    BaseChooser.get_value_data = _chosen
    ForeignObjectComparison.get_objects = _compared
    ChooserBlock.get_comparison_class = lambda _block: ChosenComparison
    ImageChooserBlock.get_comparison_class = lambda _block: ImageComparison


def _is_shown(row: Any) -> bool:
    return row is None or may_read(onlooker.get(), row)


def _chosen(chooser: Any, value: object) -> Any:
    """Return what a chooser shows; the key stays, so that saving keeps the link."""
    row = chooser.get_instance(value)
    if _is_shown(row):
        return _value_data(chooser, row)
    return {
        "id": row.pk,
        "edit_url": None,
        chooser.display_title_key: str(HIDDEN),
        "preview": {"url": "", "width": "", "height": ""},
        "default_alt_text": "",
    }


def _compared(comparison: Any) -> tuple[Any, Any]:
    before, after = _objects(comparison)
    return _named(before), _named(after)


def _named(row: Any) -> Any:
    if _is_shown(row):
        return row
    return None if isinstance(row, AbstractImage) else HIDDEN


class ChosenComparison(BlockComparison):
    """Compares the names of what a block points at."""

    def htmlvalue(self, val: Any) -> str:
        """Return the name."""
        return escape(self._name(val))

    def htmldiff(self) -> Any:
        """Return both names, marked."""
        names = self._name(self.val_a), self._name(self.val_b)
        return compare.diff_text(*names).to_html()

    def _name(self, row: Any) -> str:
        if _is_shown(row):
            return str(text_from_html(self.block.render_basic(row)))
        return str(HIDDEN)


class ImageComparison(ImageChooserBlockComparison):
    """Compares pictures, without those that are closed."""

    def __init__(self, block: Any, *args: Any) -> None:
        *exist, before, after = args
        super().__init__(block, *exist, _named(before), _named(after))

    def htmlvalue(self, val: Any) -> Any:
        """Return the picture, or nothing."""
        return super().htmlvalue(_named(val))
