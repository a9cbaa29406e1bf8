"""What can go wrong when somebody works with plugins."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class PluginError(Exception):
    """Says in one sentence what is wrong and what to do; nothing was changed.

    A lazy sentence is said in the language of whoever reads it, `values` filled in.
    """

    def __init__(self, sentence: "_StrOrPromise" = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values

    def __str__(self) -> str:
        words = str(self.sentence)
        return words % self.values if self.values else words
