"""Versions of rules: which counts on a day, and what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from reversion.models import Version

from lms.extensions import activity_types
from plugins.rewards.exceptions import (
    OverlapError,
    UsedVersionError,
)
from plugins.rewards.models import (
    Rule,
    RuleVersion,
)
from plugins.rewards.services.awards import rule_on
from plugins.rewards.services.first_rules import FIRST
from plugins.rewards.services.rules import add_version, keep_rule, restore_rule
from plugins.rewards.tests.factories import (
    TODAY,
    do,
    make_manager,
    make_rule,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]

# A day, and the version that counts: 1 until the last of February 2028, then 2, then
# nothing in April 2028, then 3.
VERSIONS = [
    ("2026-01-01", 1), ("2027-12-31", 1), ("2028-02-28", 1), ("2028-02-29", 1),
    ("2028-03-01", 2), ("2028-03-30", 2), ("2028-03-31", 2), ("2028-04-01", None),
    ("2028-04-30", None), ("2028-05-01", 3), ("2028-12-31", 3), ("2029-02-28", 3),
    ("2025-12-31", None), ("2025-01-01", None),
]  # fmt: skip


def test_the_version_of_the_day_counts_leap_day_and_month_ends_included():
    activity = make_rule(1, since=date(2026, 1, 1), until=date(2028, 2, 29))
    rule = Rule.objects.get(activity=activity)
    for points, since, until in (
        (2, date(2028, 3, 1), date(2028, 3, 31)), (3, date(2028, 5, 1), None),
    ):  # fmt: skip
        add_version(version=RuleVersion(rule=rule, points=points, effective_from=since, effective_to=until))  # fmt: skip

    for day, points in VERSIONS:
        found = RuleVersion.objects.filter(rule=rule).valid_on(date.fromisoformat(day))
        assert [v.points for v in found] == ([points] if points else []), day


def test_a_new_version_ends_the_one_before_and_an_earlier_rule_is_brought_back():
    user = make_manager()
    rule = Rule.objects.get(activity=make_rule(10))
    later = RuleVersion(rule=rule, points=15, effective_from=date(2026, 7, 1))
    before = rule.name

    add_version(version=later, user=user)
    rule.name = "新名"
    keep_rule(rule=rule, user=user)

    assert rule_on(rule.activity, date(2026, 6, 30)).points == 10
    assert rule_on(rule.activity, date(2026, 7, 1)).points == 15
    history = Version.objects.get_for_object(rule)
    assert [each.field_dict["name"] for each in history] == ["新名", before]
    assert history[0].revision.user == user
    restore_rule(rule=rule, version=history[1], user=user)
    assert Rule.objects.get(pk=rule.pk).name == before
    assert Version.objects.get_for_object(later).count() == 1


def test_versions_that_overlap_or_rewrite_what_was_given_are_refused():
    person, activity = UserFactory(), make_rule(10)
    rule = Rule.objects.get(activity=activity)
    do(person, activity)
    early = RuleVersion(rule=rule, points=5, effective_from=date(2019, 1, 1))
    used = RuleVersion(rule=rule, points=5, effective_from=TODAY)

    with pytest.raises(OverlapError):
        add_version(version=early)
    with pytest.raises(UsedVersionError):
        add_version(version=used)
    with pytest.raises(IntegrityError), transaction.atomic():
        early.save()
    assert rule.versions.count() == 1


def test_each_of_the_first_rules_is_for_something_that_is_told():
    told = {each.key for each in activity_types.enabled()}

    assert {activity for _code, activity, *_more in FIRST} <= told
    codes = [code for code, *_more in FIRST]
    assert len({*codes}) == len(codes)


@pytest.mark.parametrize(
    ("activity", "points"),
    [("lms_surveys.praised", 1), ("lms_mentoring.apprentice_passed", 50)],
)
def test_mentors_and_praise_by_customers_have_rules_from_the_beginning(activity, points):  # fmt: skip
    assert rule_on(activity, TODAY).points == points
