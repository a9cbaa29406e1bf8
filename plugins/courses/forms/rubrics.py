"""Rubrics as they are written: a block of lines for each criterion."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plugins.courses.models import Criterion, Rubric
from plugins.courses.models.rubric import MOST_POINTS

_BAR = r"[|\uff5c]"
_HEAD = re.compile(
    rf"^(?P<name>[^|\uff5c]{{1,60}}){_BAR}\s*(?P<weight>\d{{1,3}})\s*%?\s*{_BAR}"
    r"\s*(?P<points>\d)\s*$"
)
_ANCHOR = re.compile(r"^(?P<points>\d)\s*[:：]\s*(?P<text>.{1,300})$")
_MOST_WEIGHT = 100


def written(criteria: Sequence[Criterion]) -> str:
    """Return criteria as they are edited."""
    return "\n\n".join(
        "\n".join(
            [
                f"{each.name} | {each.weight} | {each.points}",
                *(f"{points}: {text}" for points, text in each.anchors.items()),
            ]
        )
        for each in criteria
    )


def read_criteria(text: str) -> list[Criterion]:
    """Return what was written; raises ValidationError that names the line."""
    found: list[tuple[str, int, int, dict[str, str]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if head := _HEAD.match(line):
            weight, points = int(head["weight"]), int(head["points"])
            if not 1 <= weight <= _MOST_WEIGHT or not 1 <= points <= MOST_POINTS:
                raise _wrong(line)
            found.append((head["name"].strip(), weight, points, {}))
        elif (anchor := _ANCHOR.match(line)) and found:
            if not 1 <= int(anchor["points"]) <= found[-1][2]:
                raise _wrong(line)
            found[-1][3][anchor["points"]] = anchor["text"].strip()
        else:
            raise _wrong(line)
    if not found:
        raise ValidationError(_("A rubric needs at least one criterion."))
    return [Criterion(*each) for each in found]


def _wrong(line: str) -> ValidationError:
    message = _(
        "“%(line)s” is neither “name | weight | points” nor “points: what it looks like”."
    )
    return ValidationError(message, params={"line": line[:80]})


class RubricForm(forms.ModelForm[Rubric]):
    """A rubric with the criteria of its newest version."""

    criteria = forms.CharField(
        label=_("Criteria"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "A block for each: “name | weight | points” (1 to 9), then lines such as “1: what it "
            "looks like”, for 1, 3 and 5. Changed criteria are a new version; sittings "
            "that are planned keep theirs."
        ),
    )

    class Meta:
        model = Rubric
        fields = ["title", "criteria", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.instance.latest if self.instance.pk else None
        if version is not None:
            self.initial["criteria"] = written(version.parts)

    def clean_criteria(self) -> list[Criterion]:
        """Return the criteria."""
        return read_criteria(self.cleaned_data["criteria"])
