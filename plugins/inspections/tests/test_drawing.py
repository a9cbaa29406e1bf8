"""Plans and lots: who is inspected by whom, redrawn with a reason."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied

from lms.enums import Role
from plugins.inspections.enums import Redraw, SheetState
from plugins.inspections.exceptions import (
    ClosedError,
    EmptyError,
    HandedInError,
    NobodyElseError,
    NobodyError,
    NoInspectorError,
    PlannedAlreadyError,
    SettledError,
)
from plugins.inspections.models import Member, Plan, Sheet
from plugins.inspections.services.drawing import draw_lots, redraw, team_of
from plugins.inspections.services.forms import save_form
from plugins.inspections.services.plans import Choice, save_plan, usual_quotas
from plugins.inspections.tests.factories import (
    CRITERIA,
    MONTH,
    NOW,
    make_form,
    make_inspector,
    make_person,
    make_plan,
    make_sheet,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return UserFactory(role=Role.MANAGER)


def draw(plan, keeper):
    return draw_lots(plan=plan, user=keeper, now=NOW)


def test_each_person_gets_as_many_sheets_as_the_plan_says_and_drawing_again_adds_nothing(keeper):  # fmt: skip
    team = TeamFactory()
    people = {make_person(team).pk for _n in range(3)}
    plan = make_plan(teams=[TeamFactory(), team])

    assert draw(plan, keeper) == 9
    assert draw(plan, keeper) == 0
    assert Counter(plan.sheets.values_list("person", "source")) == {
        **{(key, "recording"): 2 for key in people},
        **{(key, "onsite"): 1 for key in people},
    }
    assert all(sheet.due_on >= NOW.date() for sheet in plan.sheets.all())
    newcomer = make_person(team)
    assert draw(plan, keeper) == 3
    assert plan.draws.count() == 2
    assert {*plan.draws.last().sheets.values_list("person", flat=True)} == {newcomer.pk}


def test_for_teams_everybody_is_drawn_before_somebody_is_drawn_twice(keeper):
    team = TeamFactory()
    people = [make_person(team) for _n in range(4)]
    quotas = [("recording", 3, 100, "team")]
    first = make_plan(sources=quotas, teams=[team])
    draw(first, keeper)
    second = make_plan(sources=quotas, teams=[team], month=MONTH.replace(month=6))
    draw(second, keeper)

    counts = Counter(Sheet.objects.values_list("person", flat=True))
    assert len(counts) == len(people)
    assert {*counts.values()} == {1, 2}
    pool = second.draws.get().pool["recording"]
    assert sorted(pool.values()) == [0, 1, 1, 1]


def test_nobody_inspects_themselves_nor_the_own_team_where_the_plan_says_so(keeper):
    team, other = TeamFactory(), TeamFactory()
    own, stranger = make_inspector(team), make_inspector(other)
    make_person(team)
    inspectors = [own, stranger]
    plan = make_plan(teams=[team], inspectors=inspectors)
    draw(plan, keeper)
    assert not plan.sheets.filter(person=own, inspector=own).exists()
    crossed = make_plan(teams=[team], inspectors=inspectors, is_cross_team=True, month=MONTH.replace(month=6))  # fmt: skip
    draw(crossed, keeper)
    assert {*crossed.sheets.values_list("inspector", flat=True)} == {stranger.pk}
    alone = make_plan(teams=[team], inspectors=[own], is_cross_team=True, month=MONTH.replace(month=7))  # fmt: skip
    with pytest.raises(NoInspectorError):
        draw(alone, keeper)
    assert not alone.sheets.exists()
    assert not Member.objects.filter(plan=alone).exists()


def test_sheets_are_shared_evenly_among_inspectors(keeper):
    team = TeamFactory()
    for _n in range(4):
        make_person(team)
    plan = make_plan(teams=[team], inspectors=[make_inspector() for _n in range(3)])
    draw(plan, keeper)

    assert Counter(plan.sheets.values_list("inspector", flat=True)).most_common()[0][1] == 4  # fmt: skip


def test_a_peer_is_a_colleague_of_the_same_team(keeper):
    team, other = TeamFactory(), TeamFactory()
    people = {make_person(team).pk, make_person(team).pk}
    make_person(other), make_person(other)
    plan = make_plan(sources=[("peer", 1, 100)], teams=[team, other])
    draw(plan, keeper)

    for sheet in plan.sheets.select_related("inspector__staff_profile", "member"):
        assert team_of(sheet.inspector) == sheet.member.team_id
    assert {*plan.sheets.filter(person__in=people).values_list("inspector", flat=True)} == people  # fmt: skip


def test_somebody_is_in_one_plan_of_a_month(keeper):
    team = TeamFactory()
    person = make_person(team)
    draw(make_plan(teams=[team]), keeper)
    second = make_plan(teams=[team], name="第二个计划")

    with pytest.raises(NobodyError):
        draw(second, keeper)
    assert Member.objects.get(person=person).plan != second


def test_who_is_away_is_redrawn_with_a_reason(keeper):
    team = TeamFactory()
    person = make_person(team)
    plan = make_plan(teams=[team], sources=[("recording", 1, 100)])
    draw(plan, keeper)
    sheet = plan.sheets.get()

    with pytest.raises(EmptyError):
        redraw(sheet=sheet, how=Redraw.DAY, reason=" ", user=keeper, now=NOW)
    with pytest.raises(NobodyElseError):
        redraw(sheet=sheet, how=Redraw.PERSON, reason="病假", user=keeper, now=NOW)
    again = redraw(sheet=sheet, how=Redraw.DAY, reason="病假", user=sheet.inspector, now=NOW)  # fmt: skip
    sheet.refresh_from_db()
    assert (sheet.state, sheet.void_reason) == (SheetState.VOID, "病假")
    assert again.person == person
    assert again.due_on != sheet.due_on
    assert again.draw.reason == "病假"
    with pytest.raises(HandedInError):
        redraw(sheet=sheet, how=Redraw.DAY, reason="病假", user=keeper, now=NOW)
    assert redraw(sheet=again, how=Redraw.NOBODY, reason="产假", user=keeper, now=NOW) is None  # fmt: skip
    assert draw(plan, keeper) == 0
    for user in (UserFactory(), UserFactory(role=Role.REVIEWER)):
        with pytest.raises(PermissionDenied):
            redraw(sheet=again, how=Redraw.DAY, reason="x", user=user, now=NOW)


def test_whoever_has_left_is_neither_drawn_nor_inspects(keeper):
    team = TeamFactory()
    gone, here = make_person(team), make_person(team)
    left, inspector = make_inspector(), make_inspector()
    plan = make_plan(teams=[team], inspectors=[left, inspector])
    draw(plan, keeper)
    sheet = plan.sheets.filter(person=gone).first()
    plan.sources.update(number=3)
    for person in (gone, left):
        person.is_active = False
        person.save()

    draw(plan, keeper)
    new = plan.draws.last().sheets
    assert {*new.values_list("person", "inspector")} == {(here.pk, inspector.pk)}
    with pytest.raises(NobodyElseError):
        redraw(sheet=sheet, how=Redraw.DAY, reason="离职", user=keeper, now=NOW)


def test_in_a_team_another_person_takes_the_place(keeper):
    team = TeamFactory()
    make_person(team), make_person(team)
    plan = make_plan(teams=[team], sources=[("onsite", 1, 100, "team")])
    draw(plan, keeper)
    sheet = plan.sheets.get()

    other = redraw(sheet=sheet, how=Redraw.PERSON, reason="调休", user=keeper, now=NOW)

    assert other.person_id != sheet.person_id
    assert draw(plan, keeper) == 0


def test_in_a_team_another_takes_the_place_of_whoever_has_left(keeper):
    team = TeamFactory()
    make_person(team), make_person(team)
    plan = make_plan(teams=[team], sources=[("onsite", 1, 100, "team")])
    draw(plan, keeper)
    sheet = plan.sheets.get()
    sheet.person.is_active = False
    sheet.person.save()

    other = redraw(sheet=sheet, how=Redraw.PERSON, reason="离职", user=keeper, now=NOW)

    assert other.person_id not in {None, sheet.person_id}


def test_what_was_drawn_by_stays(keeper):
    team = TeamFactory()
    make_person(team)
    plan = make_plan(teams=[team])
    draw(plan, keeper)
    sheet = plan.sheets.first()
    save_form(form=plan.form, criteria=CRITERIA[:2], user=keeper, now=NOW)
    sheet.refresh_from_db()
    assert plan.form.versions.count() == 2
    assert len(sheet.version.parts) == 4

    changed = Plan.objects.get(pk=plan.pk)
    changed.form = make_form()
    choice = Choice([team], [], [*plan.inspectors.all()])
    with pytest.raises(SettledError):
        save_plan(plan=changed, quotas=usual_quotas(), choice=choice, user=keeper)
    Plan.objects.filter(pk=plan.pk).update(closed_at=NOW)
    with pytest.raises(ClosedError):
        draw(plan, keeper)


def test_a_plan_that_two_make_at_once_is_made_once(keeper):
    plan, team = make_plan(name=""), TeamFactory()
    again = Plan(month=plan.month, form=plan.form)  # its page was sent before

    with pytest.raises(PlannedAlreadyError):
        save_plan(plan=again, quotas=usual_quotas(), choice=Choice([team], [], []), user=keeper)  # fmt: skip

    assert Plan.objects.get() == plan


def test_a_form_that_no_sheet_has_is_changed_in_place_and_keys_stay(keeper):
    form = make_form()
    [first, *rest] = form.newest.parts
    save_form(form=form, criteria=[*rest, first, CRITERIA[0]], user=keeper, now=NOW)

    assert form.versions.count() == 1
    assert [each.key for each in form.newest.parts] == ["c2", "c3", "c4", "c1", "c5"]
    make_sheet(make_plan(form=form))
    save_form(form=form, criteria=rest, user=keeper, now=NOW)
    assert [v.number for v in form.versions.all()] == [2, 1]
