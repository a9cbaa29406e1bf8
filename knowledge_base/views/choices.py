"""Filters of a list on the site: what may be chosen, what was, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.http import urlencode


@dataclass(frozen=True)
class Option:
    """A way to narrow the list down."""

    value: str
    label: str
    url: str
    is_chosen: bool
    number: int | None = None


class Choices:
    """What was chosen of each filter; what is none of its values counts as nothing."""

    def __init__(
        self,
        asked: QueryDict,
        known: Mapping[str, Mapping[str, Any]],
        always: Mapping[str, str] | None = None,
    ) -> None:
        self.known = known
        self._always = always or {}
        self._chosen = {
            name: asked.get(name, "")
            if asked.get(name) in values
            else self._always.get(name, "")
            for name, values in known.items()
        }

    def __getitem__(self, name: str) -> str:
        return self._chosen[name]

    def address(self, **changed: Any) -> str:
        """Return the query for what was chosen, with some of it changed."""
        values = {**self._chosen, **changed}
        wanted = {
            name: value
            for name, value in values.items()
            if value and value != self._always.get(name, "")
        }
        if wanted.get("page") == 1:
            del wanted["page"]
        return f"?{urlencode(wanted)}"

    def shown(self, counts: Mapping[str, int]) -> dict[str, list[Option]]:
        """Return the options of each filter; those with a number in `counts` show it."""
        return {name: self._options(name, counts) for name in self.known}

    def _options(self, name: str, counts: Mapping[str, int]) -> list[Option]:
        return [
            Option(
                value=value,
                label=str(label),
                url=self.address(**{name: "" if self._is_off(name, value) else value}),
                is_chosen=self._chosen[name] == value,
                number=counts.get(value),
            )
            for value, label in self.known[name].items()
        ]

    def _is_off(self, name: str, value: str) -> bool:
        """Tell whether choosing it again takes it back."""
        return self._chosen[name] == value and name not in self._always


def pages_of(page: Page[Any], choices: Choices) -> dict[str, Any] | None:
    """Return what `components/pages.html` needs; None for a single page."""
    last = page.paginator.num_pages
    if last == 1:
        return None
    beside = {"previous": page.number - 1, "next": page.number + 1}
    links = {
        name: choices.address(page=number) if 1 <= number <= last else ""
        for name, number in beside.items()
    }
    return {"number": page.number, "last": last, **links}
