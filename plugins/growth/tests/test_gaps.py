"""Gaps and the goals that close them, whatever levels there are."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from lms.enums import Role
from lms.extensions import Candidate, indicators, requirement_kinds
from plugins.growth.models import Leaders, NeedChange, Post, Skill, posts_in_use
from plugins.growth.models.skill import plain_title
from plugins.growth.services.figures import (
    change_of,
    people_seen,
    person_seen,
    rounds_of,
)
from plugins.growth.services.proposing import MOST_DAYS, propose
from plugins.growth.services.skills import save_post, save_skill, titles_without_post
from plugins.growth.services.standing import (
    Standing,
    by_urgency,
    coverage_of,
    row_of,
    rows_of,
)
from plugins.growth.tests.factories import (
    NOW,
    TODAY,
    make_assessment,
    make_level,
    make_person,
    make_round,
    make_skill,
)
from tests.factories.people import TeamFactory, UserFactory

LEVELS = st.integers(1, 5)
SKILL = Skill(pk=1, name="倾听", level_4="先回应感受再办事|Feelings first")
STANDINGS = st.builds(
    Standing, st.just(SKILL), LEVELS, st.integers(1, 3), st.none() | LEVELS
)


@given(STANDINGS)
def test_a_gap_is_what_is_missing_and_nothing_is_missing_that_nobody_assessed(each):
    assert 0 <= each.gap <= 4
    assert each.is_met == (each.level is not None and each.level >= each.needed)
    assert each.urgency == each.gap * each.weight
    assert not (each.is_met and each.gap)


@given(STANDINGS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_proposal_fits_its_fields_and_asks_for_what_is_needed(each, today):
    proposal = propose(each, today)

    assert (proposal is None) == (each.gap == 0)
    if proposal:
        assert proposal.level == each.needed
        assert today < proposal.until
        assert (proposal.until - today).days <= MOST_DAYS
        assert 0 < len(proposal.what) <= 200
        assert 0 < len(proposal.measure) <= 200


@given(st.lists(STANDINGS))
def test_the_most_urgent_gap_comes_first(standings):
    urgencies = [each.urgency for each in by_urgency(standings)]

    assert urgencies == sorted(urgencies, reverse=True)


@given(st.text(max_size=40))
def test_titles_are_compared_without_what_stands_in_brackets(title):
    assert plain_title(f"{title}（产假中）") == plain_title(title)


@pytest.mark.django_db
def test_the_last_agreed_level_counts_against_the_need_of_today(house):
    make_level(house.person, house.listening, 1, needed=2)
    make_level(house.person, house.listening, 2, needed=2)
    UserFactory()  # without profile

    row = row_of(house.person)

    found = {each.skill: (each.level, each.gap) for each in row.standings}
    assert found == {house.listening: (2, 2), house.product: (None, 0)}
    assert [each.skill for each in row.worst_first] == [house.listening]
    assert rows_of([house.leader]) == []


@pytest.mark.django_db
def test_coverage_says_what_one_person_alone_can_do(house):
    other = make_person(house.team)
    make_level(house.person, house.listening, 4)
    make_level(other, house.listening, 2)
    make_level(house.person, house.product, 3)
    make_level(other, house.product, 5)

    found = coverage_of(rows_of([house.person, other]))[None]

    by_skill = {each.skill: each for each in found}
    assert by_skill[house.listening].is_thin
    assert not by_skill[house.product].is_thin
    assert found[0].skill == house.listening
    assert (found[0].urgency, found[0].short, found[0].able) == (4, 1, 1)


@pytest.mark.django_db
def test_needs_are_kept_with_their_history_and_titles_belong_to_one_post(house):
    trainer = UserFactory(role=Role.TRAINER)
    needs = {house.listening.pk: (5, 3), house.product.pk: (0, 1)}

    save_post(post=house.post, needs=needs, user=trainer, now=NOW)
    save_post(post=house.post, needs=needs, user=trainer, now=NOW)

    assert [*house.post.needs.values_list("skill", "level", "weight")] == [(house.listening.pk, 5, 3)]  # fmt: skip
    assert {c.level for c in NeedChange.objects.all()} == {5, 0}
    assert NeedChange.objects.count() == 2
    with pytest.raises(PermissionDenied):
        save_post(post=house.post, needs={}, user=UserFactory(), now=NOW)
    with pytest.raises(PermissionDenied):
        save_skill(skill=house.listening, user=UserFactory())
    make_person(job="新职务")
    assert ("新职务", 1) in titles_without_post(TODAY)
    Post.objects.update(is_retired=True)
    assert posts_in_use().of(house.person) is None


@pytest.mark.django_db
def test_figures_go_from_round_to_round(house):
    first, second = make_round(), make_round(starts_on=TODAY)
    for row, level in ((first, 2), (second, 4)):
        made = make_assessment(house, row)
        make_level(house.person, house.listening, level, needed=4, assessment=made)

    found = rounds_of([house.person.pk])

    assert [each.percent for each in found] == [0, 100]
    assert change_of(house.listening, found) == 2
    assert change_of(house.product, found) is None
    assert rounds_of([]) == []


@pytest.mark.django_db
def test_a_superior_sees_the_own_teams_and_others_see_nobody(house):
    make_person()

    assert [*people_seen(house.leader, NOW)] == [house.person]
    with pytest.raises(PermissionDenied):
        people_seen(house.person, NOW)


@pytest.mark.django_db
def test_a_head_who_sits_in_a_team_below_is_led_by_nobody_there(house):
    head = make_person(house.team)
    house.team.parent = TeamFactory(manager=head)
    house.team.save()

    leaders = Leaders()
    assert leaders.of(house.team.pk, besides=house.person.pk) == [house.leader.pk, head.pk]  # fmt: skip
    assert leaders.of(house.team.pk, besides=head.pk) == []
    assert leaders.of(house.team.pk, besides=house.leader.pk) == [head.pk]
    assert {*people_seen(house.leader, NOW)} == {house.person}
    assert {*people_seen(head, NOW)} == {house.person, house.leader}
    assert person_seen(house.leader, head.pk) is None


@pytest.mark.django_db
def test_a_certificate_can_ask_for_a_skill_at_a_level(house):
    kind = requirement_kinds.get("lms_growth.skill_at_level")
    asked = {"skill": str(house.listening.pk), "level": 3}
    make_level(house.person, house.listening, 3)
    people = (house.person, house.leader)

    found = kind.evaluate([Candidate(p, TODAY) for p in people], asked)
    before = kind.evaluate([Candidate(house.person, date(2026, 5, 1))], asked)

    assert [found[p.pk].is_met for p in people] == [True, False]
    assert not before[house.person.pk].is_met
    assert str(house.listening) in kind.describe(asked)
    assert "—" in kind.describe({"skill": "x", "level": 3})


@pytest.mark.django_db
def test_the_indicator_is_the_share_of_assessed_needs_that_are_met(house):
    indicator = indicators.get("lms_growth.needs_met")
    first = TODAY.replace(day=1)
    assert indicator.of_all(first, TODAY) is None
    make_level(house.person, house.listening, 4, needed=4)
    make_level(house.person, house.product, 1, needed=3)
    make_level(house.person, make_skill(is_retired=True), 5)

    assert indicator.of_all(first, TODAY) == 50
    assert indicator.of_people([house.person.pk], first, TODAY) == {house.person.pk: 50}  # fmt: skip
    assert indicator.of_all(date(2026, 1, 1), date(2026, 1, 31)) is None
