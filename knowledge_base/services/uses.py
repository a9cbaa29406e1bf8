"""What is used of the library, and how much of it is empathic wording."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from knowledge_base.enums import Channel, Emotion, Stage, UseKind
from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script, Use
from knowledge_base.models.kinds import content_type_of
from lms.access import Reader
from lms.day_plots import WIDTH, Day, bars, moments

MOST_LINES = 200
FEW = 3
"""Of what fewer people than this have used it is not said how many."""
_UNMOVED = ("", Emotion.CALM, Emotion.GRATEFUL)


@dataclass(frozen=True, kw_only=True)
class Line:
    """An item, team or channel in a report. It never says who."""

    label: str
    url: str = ""
    times: int
    warm: int = 0
    """How many of the times it was empathic wording."""
    people: str = ""
    last: datetime | None = None
    longest: int = 1

    @property
    def width(self) -> float:
        """How wide its bar is."""
        return round(self.times * WIDTH / self.longest, 2) if self.longest else 0.0

    @property
    def warm_percent(self) -> int:
        """The share of empathic wording, in percent."""
        return round(self.warm * 100 / self.times) if self.times else 0


def empathic() -> Q:
    """Return a condition on uses: a script that soothes, or for somebody who is upset."""
    soothing = Script.objects.exclude(emotion__in=_UNMOVED)
    scripts = soothing | Script.objects.filter(stage=Stage.SOOTHE)
    items = KnowledgeItem.objects.filter(
        content_type=content_type_of("script"),
        object_id__in=scripts.order_by().values("pk"),
    )
    return Q(item__in=items.values("pk"))


def most_used(user: Reader, since: datetime) -> list[Line]:
    """Return the items that were used most, of those that `user` may read."""
    rows = [*_counted(_uses(user, since).values("item"), "item")]
    items = _items({row["item"] for row in rows})
    return _lines(rows, lambda row: items[row["item"]])


def unused(user: Reader, since: datetime) -> list[Line]:
    """Return the items that nobody has used, the longest unused first."""
    uses = Use.objects.filter(item=OuterRef("pk")).order_by("-used_at")
    used = Use.objects.filter(used_at__gte=since).values("item")
    rows = (
        KnowledgeItem.objects.visible_for(user)
        .exclude(pk__in=used)
        .annotate(last=Subquery(uses.values("used_at")[:1]))
    )
    found = rows.order_by(F("last").asc(nulls_first=True), "pk")[:MOST_LINES]
    return [
        Line(label=label, url=url, times=0, last=item.last)  # type: ignore[attr-defined] # asked for
        for item in _with_contents(found)
        for label, url in [_name_of(item)]
    ]


def by_team(user: Reader, since: datetime) -> list[Line]:
    """Return the teams whose people have used something."""
    name = "user__staff_profile__team__name"
    rows = _counted(_uses(user, since).values(name), name)
    return _lines(rows, lambda row: (row[name] or _("No team"), ""))


def by_channel(user: Reader, since: datetime) -> list[Line]:
    """Return the channels on which scripts were used."""
    labels = dict(Channel.choices)
    uses = _uses(user, since).exclude(channel="")
    rows = _counted(uses.values("channel"), "channel")
    return _lines(rows, lambda row: (str(labels[row["channel"]]), ""))


REPORTS: Mapping[str, Callable[[Reader, datetime], list[Line]]] = {
    "used": most_used,
    "unused": unused,
    "teams": by_team,
    "channels": by_channel,
}


def copies_by_day(first: date, last: date) -> Sequence[Day]:
    """Return how much was copied each day, and how much of it was empathic wording."""
    begin, end = moments(first, last)
    rows = (
        Use.objects.filter(used_at__gte=begin, used_at__lt=end, how=UseKind.COPIED)
        .annotate(day=TruncDate("used_at"))
        .values("day")
        .annotate(number=Count("pk"), warm=Count("pk", filter=empathic()))
    )
    return bars({r["day"]: (r["number"], r["warm"]) for r in rows}, first, last)


def _uses(user: Reader, since: datetime) -> Any:
    readable = KnowledgeItem.objects.visible_for(user)
    return Use.objects.filter(used_at__gte=since, item__in=readable.values("pk"))


def _counted(uses: Any, *order: str) -> Iterable[Mapping[str, Any]]:
    rows: Any = uses.annotate(
        times=Count("pk"),
        warm=Count("pk", filter=empathic()),
        used_by=Count("user", distinct=True),
        last=Max("used_at"),
    )
    found: Iterable[Mapping[str, Any]] = rows.order_by("-times", *order)[:MOST_LINES]
    return found


def _lines(
    rows: Iterable[Mapping[str, Any]], name: Callable[[Any], tuple[str, str]]
) -> list[Line]:
    found = [*rows]
    longest = max((row["times"] for row in found), default=1)
    lines = []
    for row in found:
        label, url = name(row)
        line = Line(
            label=label,
            url=url,
            times=row["times"],
            warm=row["warm"],
            people=str(row["used_by"]) if row["used_by"] >= FEW else f"< {FEW}",
            last=row["last"],
            longest=longest,
        )
        lines.append(line)
    return lines


def _items(keys: set[int]) -> dict[int, tuple[str, str]]:
    rows = _with_contents(KnowledgeItem.objects.filter(pk__in=keys))
    return {item.pk: _name_of(item) for item in rows}


def _with_contents(rows: Any) -> Iterable[KnowledgeItem]:
    contents = [
        ArticlePage.objects.defer("body"),
        Faq.objects.all(),
        Script.objects.all(),
    ]
    found: Iterable[KnowledgeItem] = rows.prefetch_related(
        "content_type", GenericPrefetch("content", contents)
    )
    return found


def _name_of(item: KnowledgeItem) -> tuple[str, str]:
    content: Any = item.content
    return str(content), content.get_absolute_url()
