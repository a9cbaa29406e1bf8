"""Archives, reviews, reports and risks, made the way that people make them."""

from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count

from django.contrib.auth.models import Permission
from django.utils import timezone

from lms.enums import IndicatorUnit
from lms.extensions import (  # fmt: skip
    ArchiveSource,
    ArchiveTable,
    Indicator,
    archive_sources,
    indicators,
)
from plugins.archives.models import (
    KEEP,
    Action,
    Comparison,
    Document,
    Edition,
    Measure,
    Month,
    Review,
    Risk,
    RiskChange,
    WeeklyReport,
)
from plugins.archives.weeks import last_of, monday_of, shifted
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

_numbers = count(1)
AUGUST = date(2026, 8, 1)


def last_month(back=0):
    return shifted(timezone.localdate().replace(day=1), -1 - back)


class Told(Indicator):
    """Says what it is told to say."""

    unit = IndicatorUnit.PERCENT

    def __init__(self, value=None, people=(), label="Pass rate", *, more=True):
        self.value, self.people, self.label = value, dict(people), label
        self.more_is_better = more

    def of_all(self, first, last):
        return self.value(first, last) if callable(self.value) else self.value

    def of_people(self, people, first, last):
        return {key: self.people[key] for key in people if key in self.people}


class Kept(ArchiveSource):
    """Keeps rows of one table."""

    def __init__(self, rows=()):
        self.rows = list(rows)

    def tables(self, first, last):
        return [
            ArchiveTable("classes", "Classes: [1/2]", ["class", "trainer"], self.rows)
        ]


@contextmanager
def offered(point, key, item):
    """Register an item for a while."""
    point.register(key, item)
    try:
        yield item
    finally:
        point.unregister(key)


def told(item, name="told"):
    return offered(indicators, f"lms_archives.{name}", item)


def kept(item):
    return offered(archive_sources, "lms_archives.kept", item)


def make_keeper():
    user = UserFactory()
    label, codename = KEEP.split(".")
    right = Permission.objects.get(content_type__app_label=label, codename=codename)
    user.user_permissions.add(right)
    return user


def make_team(*people, leader=None):
    team = TeamFactory(manager=leader)
    for person in people:
        StaffProfileFactory(user=person, team=team)
    return team


def figure(key="lms_x.rate", value="90.00", **more):
    names = {"label": "Rate", "unit": "percent", "more": True, "goal": None, "people": 0, "teams": []}  # fmt: skip
    return {"key": key, "value": value, **names, **more}


def make_edition(first=AUGUST, figures=(), tables=()):
    month, _is_new = Month.objects.get_or_create(first=first)
    month.newest += 1
    month.save()
    return Edition.objects.create(
        month=month,
        number=month.newest,
        frozen_at=timezone.now(),
        figures=[*figures] or [figure()],
        tables=[*tables],
    )


def make_document(month):
    number = next(_numbers)
    return Document.objects.create(
        month=month,
        kind="plan",
        file=f"archives/{number}.txt",
        filename=f"plan-{number}.txt",
        mime="text/plain",
        size=3,
        sha256=f"{number:064d}",
        at=timezone.now(),
    )


def make_review(**fields):
    values = {
        "kind": "month",
        "first": AUGUST,
        "last": last_of(AUGUST),
        "held_on": timezone.localdate(),
        "made_at": timezone.now(),
        **fields,
    }
    return Review.objects.create(**values)


def make_action(review=None, *, due=5, **fields):
    day = timezone.localdate() + timedelta(days=due)
    values = {"what": f"第{next(_numbers)}件事", "due_on": day, **fields}
    return Action.objects.create(review=review or make_review(), **values)


def make_risk(*, look=5, **fields):
    values = {
        "title": f"风险{next(_numbers)}",
        "kind": "turnover",
        "likelihood": 3,
        "effect": 4,
        "look_on": timezone.localdate() + timedelta(days=look),
        **fields,
    }
    risk = Risk.objects.create(**values)
    RiskChange.objects.create(risk=risk, number=1, at=timezone.now())
    return risk


def make_measure(risk):
    return Measure.objects.create(risk=risk, what="谈话", due_on=timezone.localdate())


def make_report(team=None, back=1, *, handed_in=True, **fields):
    now = timezone.now()
    values = {
        "monday": monday_of(timezone.localdate()) - timedelta(weeks=back),
        "done": "练了三场",
        "saved_at": now,
        "handed_in_at": now if handed_in else None,
        **fields,
    }
    return WeeklyReport.objects.create(team=team or make_team(), **values)


def make_comparison():
    result = {
        "label": "Rate",
        "unit": "percent",
        "more": True,
        "house": {"name": "", "before": "80.00", "after": "90.00", "people": [6, 6]},
        "teams": [],
    }
    return Comparison.objects.create(
        title=f"对比{next(_numbers)}",
        indicator="lms_x.rate",
        day=AUGUST,
        before_days=30,
        after_days=30,
        result=result,
        made_at=timezone.now(),
    )
