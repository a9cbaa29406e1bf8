"""An indicator before a day, and after it: of the house, and team by team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from lms.extension_points import Extension
from lms.extensions import Indicator, indicators
from plugins.archives.comparing import Change, number, written
from plugins.archives.models import Comparison
from plugins.archives.services.figures import (
    Figure,
    Words,
    figure_of,
    staff_of,
    words_of,
)


@dataclass(frozen=True)
class Side:
    """Both figures of one team or the house, and how many people stand behind each."""

    name: str
    change: Change
    people_before: int
    people_after: int

    @property
    def fewest(self) -> int:
        """The smaller of both numbers."""
        return min(self.people_before, self.people_after)

    @property
    def knows_people(self) -> bool:
        """Whether it is known who stands behind it."""
        return bool(self.people_before or self.people_after)


@dataclass(frozen=True)
class Asked:
    """What is compared with what; the day itself is in neither window."""

    indicator: str
    day: date
    before_days: int
    after_days: int

    @property
    def before(self) -> tuple[date, date]:
        """The days before."""
        return self.day - timedelta(days=self.before_days), self.day - timedelta(days=1)

    @property
    def after(self) -> tuple[date, date]:
        """The days after."""
        return self.day + timedelta(days=1), self.day + timedelta(days=self.after_days)


@dataclass(frozen=True)
class Compared:
    """What came of it."""

    label: Words
    unit: str
    house: Side
    teams: Sequence[Side]

    @property
    def kept(self) -> dict[str, Any]:
        """What JSON keeps."""
        return {
            "label": self.label,
            "unit": self.unit,
            "more": self.house.change.more_is_better,
            "house": _plain(self.house),
            "teams": [_plain(each) for each in self.teams],
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Compared":
        """Return what was kept."""
        more = kept["more"]
        teams = [_side(each, more) for each in kept["teams"]]
        return cls(kept["label"], kept["unit"], _side(kept["house"], more), teams)


def _plain(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "before": written(side.change.before),
        "after": written(side.change.after),
        "people": [side.people_before, side.people_after],
    }


def _side(kept: Mapping[str, Any], more: bool) -> Side:  # noqa: FBT001 (of one caller)
    change = Change(number(kept["before"]), number(kept["after"]), more)
    return Side(kept["name"], change, *kept["people"])


def compare(asked: Asked) -> Compared | None:
    """Ask the indicator of both windows; None where its plugin is off or it fails."""
    found = [each for each in indicators.enabled() if each.key == asked.indicator]
    return _compare(found[0], asked) if found else None


def _compare(extension: Extension[Indicator], asked: Asked) -> Compared | None:
    def ask(item: Indicator) -> Compared:
        before, after = (
            figure_of(item, first, last, staff_of(first, last))
            for first, last in (asked.before, asked.after)
        )
        return _compared(item, before, after)

    return indicators.guarded(extension, ask, otherwise=None)


def _compared(item: Indicator, before: Figure, after: Figure) -> Compared:
    more = bool(item.more_is_better)
    sides = {each.key: each.name for figure in (before, after) for each in figure.teams}
    old = {each.key: each for each in before.teams}
    new = {each.key: each for each in after.teams}
    teams = [
        Side(
            name,
            Change(_value(old.get(key)), _value(new.get(key)), more),
            old[key].people if key in old else 0,
            new[key].people if key in new else 0,
        )
        for key, name in sides.items()
    ]
    house = Side("", Change(_rounded(before.value), _rounded(after.value), more), before.people, after.people)  # fmt: skip
    return Compared(
        words_of(item.label), str(item.unit), house, sorted(teams, key=lambda t: t.name)
    )


def _value(figure: Any) -> Decimal | None:
    return _rounded(figure.value) if figure else None


def _rounded(value: Decimal | None) -> Decimal | None:
    return number(written(value))


@transaction.atomic
def keep_comparison(
    *, asked: Asked, title: str, conclusion: str, user: Any, now: datetime
) -> Comparison | None:
    """Keep a comparison as it is now; sent twice it is kept once."""
    found = compare(asked)
    if found is None:
        return None
    values = {
        "title": title,
        "conclusion": conclusion,
        "indicator": asked.indicator,
        "day": asked.day,
        "before_days": asked.before_days,
        "after_days": asked.after_days,
    }
    get_user_model()._default_manager.select_for_update().get(
        pk=user.pk
    )  # pressed twice
    same = Comparison.objects.filter(made_by=user, **values).first()
    return same or Comparison.objects.create(
        result=found.kept, made_by=user, made_at=now, **values
    )
