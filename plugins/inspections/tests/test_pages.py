"""What people see and press: their own sheets, filling in, plans, forms, figures."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lms.enums import Role
from lms.extensions import Candidate, requirement_kinds
from lms.personal_data import anonymise, data_of
from plugins.inspections.enums import SheetState
from plugins.inspections.models import (
    Objection,
    Plan,
    ScoringForm,
    Sheet,
)
from plugins.inspections.services.indicators import add_first_indicators
from plugins.inspections.tests.factories import (
    GREETING,
    MONTH,
    NOW,
    PHRASE,
    SAYING_BACK,
    make_form,
    make_inspector,
    make_person,
    make_plan,
    make_sheet,
)
from tests.factories.people import TeamFactory, UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/inspections"


def text(client, path, **headers):
    answer = client.get(f"{ROOT}{path}", headers=headers)
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def filled(sheet, **more):
    marks = {f"mark-{GREETING}": "full", f"mark-{SAYING_BACK}": "half"}
    fact = {"reference": "REC-7", "channel": "phone", "happened_on": "2026-05-02"}
    window = {"revision": sheet.revision, "window": "abc"}
    return {**marks, **fact, **window, "lines": "", "strengths": "", "to_do": "", **more}  # fmt: skip


@pytest.fixture
def inspecting(client_as):
    """A sheet to fill in, and its inspector."""
    sheet = make_sheet()
    return sheet, client_as(user=sheet.inspector)


def test_an_inspector_fills_a_sheet_in_and_hands_it_in(inspecting):
    sheet, client = inspecting
    page = f"{ROOT}/sheets/{sheet.pk}/fill/"
    assert f'href="{page}"' in client.get("/").content.decode()

    pause = client.post(page, filled(sheet, pause="yes", lines="00:42 打断了顾客"))
    assert pause["X-Results"]
    assert "<strong>75</strong>" in pause.content.decode()
    answer = client.post(page, filled(sheet, submit="1", lines="00:42 打断了顾客"))
    assert answer.url == f"{ROOT}/"
    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (SheetState.SUBMITTED, 75)
    assert client.get(page).url == sheet.get_absolute_url()
    shown = text(client, f"/sheets/{sheet.pk}/")
    assert "00:42" in shown
    assert "/search/?q=%E5%A4%8D%E8%BF%B0" in shown


def test_what_is_refused_keeps_what_was_written(inspecting):
    sheet, client = inspecting
    page = f"{ROOT}/sheets/{sheet.pk}/fill/"
    words = "写了很久的点评"

    for wrong in (
        {"submit": "1", "reference": ""},
        {"submit": "1", "happened_on": "2999-01-01"},
        {"submit": "1", "happened_on": "2025-05-02"},
        {"submit": "1", "happened_on": "x"},
        {"save": "1", "mark-c99": "full"},
        {"save": "1", "reference": "9" * 5000},
    ):
        answer = client.post(page, filled(sheet, strengths=words, **wrong))
        assert answer.status_code == 200
        assert words in answer.content.decode()
    client.post(page, filled(sheet, window="first", save="1"))
    stale = client.post(page, filled(sheet, window="second", strengths=words))
    assert stale.status_code == 409
    page_of_stale = stale.content.decode()
    assert words in page_of_stale
    assert "hx-trigger" not in page_of_stale  # it is not saved before that is wanted
    for odd in ("", "x", "9" * 5000, "\0"):
        data = filled(sheet, revision=odd, window=odd, pause="yes", comment="\0")
        assert client.post(page, data).status_code == 200


def test_data_of_customers_are_pointed_out(inspecting):
    sheet, client = inspecting
    data = filled(sheet, pause="yes", lines="00:10 顾客报了 13812345678")

    answer = client.post(f"{ROOT}/sheets/{sheet.pk}/fill/", data)

    assert "13812345678" in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.lines


def test_another_person_finds_neither_the_sheet_nor_its_rows(client_as, inspecting):
    sheet, inspector = inspecting
    released = make_sheet(sheet.plan, score="80")
    action = released.actions.create(what="练习", due_on=MONTH, made_at=NOW)
    person = client_as(user=sheet.person)

    for client in (person, client_as(Role.AGENT), client_as(Role.REVIEWER)):
        for path in (f"/sheets/{sheet.pk}/", f"/sheets/{released.pk}/", f"/sheets/{sheet.pk}/fill/"):  # fmt: skip
            assert client.get(f"{ROOT}{path}").status_code == 404
        for name in ("object", "redraw", "release"):
            assert client.post(f"{ROOT}/sheets/{released.pk}/{name}/").status_code == 404  # fmt: skip
        assert client.get(f"{ROOT}/figures/").status_code == 403
        assert released.person_name not in text(client, "/")
    own = make_sheet(sheet.plan, released.person, score="70", inspector=sheet.inspector)
    for key in (action.pk, "9" * 30, "x"):
        answer = inspector.post(f"{ROOT}/sheets/{own.pk}/confirm/", {"action": key})
        assert answer.status_code == 404


def test_the_inspected_person_reads_acknowledges_and_objects(client_as, manager):
    sheet = make_sheet(score="75", released_at=timezone.now(), plan=make_plan(month=timezone.localdate().replace(day=1)))  # fmt: skip
    client = client_as(user=sheet.person)
    page = f"/sheets/{sheet.pk}/"
    assert page in client.get("/").content.decode()

    client.post(f"{ROOT}{page}acknowledge/")
    assert page not in client.get("/").content.decode()
    answer = client.post(f"{ROOT}{page}object/", {"reason": " "})
    assert answer.status_code == 200
    client.post(f"{ROOT}{page}object/", {"reason": "线路有回声"})
    assert "线路有回声" in text(manager, "/objections/")
    weighed = f"{page}weigh/?mark-{SAYING_BACK}=full&mark-x=y&knocked="
    assert "<strong>100</strong>" in text(manager, weighed)
    assert "<strong>60</strong>" in text(manager, f"{weighed}{PHRASE}")
    refused = manager.post(f"{ROOT}{page}decide/", {"outcome": "changed", f"mark-{SAYING_BACK}": "half", "words": "写了很久"})  # fmt: skip
    assert "写了很久" in refused.content.decode()
    manager.post(f"{ROOT}{page}decide/", {"outcome": "changed", f"mark-{SAYING_BACK}": "full", "words": "重听"})  # fmt: skip
    shown = text(client, page)
    assert "重听" in shown
    assert "100" in shown
    assert "half" in shown.casefold() or "一半" in shown
    assert Objection.objects.get().new_score == 100
    assert Sheet.objects.get(pk=sheet.pk).score == 75


def test_a_manager_plans_draws_releases_and_changes(manager):
    team = TeamFactory()
    make_person(team)
    inspector, form = make_inspector(), make_form()
    data = {
        "month": timezone.localdate().replace(day=1).isoformat(),
        "name": "",
        "form": form.pk,
        "teams": [team.pk],
        "inspectors": [inspector.pk],
        "goal": 85,
        **{f"{s}_number": n for s, n in (("recording", 1), ("onsite", 1), ("mystery", 0), ("peer", 0))},
        **{f"{s}_per": "person" for s in ("recording", "onsite", "mystery", "peer")},
        **{f"{s}_weight": n for s, n in (("recording", 40), ("onsite", 60), ("mystery", 0), ("peer", 0))},
    }  # fmt: skip
    for wrong in ({"onsite_weight": 50}, {"teams": []}, {"recording_number": "9" * 5000}, {"teams": ["9" * 40]}, {"month": "x"}):  # fmt: skip
        assert manager.post(f"{ROOT}/plans/new/", {**data, **wrong}).status_code == 200
    assert not Plan.objects.exists()

    answer = manager.post(f"{ROOT}/plans/new/", data)
    plan = Plan.objects.get()
    assert answer.url == plan.get_absolute_url()
    manager.post(f"{ROOT}/plans/{plan.pk}/draw/")
    assert plan.sheets.count() == 2
    Sheet.objects.filter(source="onsite").update(state="submitted", score=90)
    manager.post(f"{ROOT}/plans/{plan.pk}/release/")
    assert plan.sheets.filter(state="released").count() == 1
    for show in ("open", "submitted", "released", "void", "second"):
        text(manager, f"/plans/{plan.pk}/?show={show}")
    again = manager.post(f"{ROOT}/plans/{plan.pk}/change/", {**data, "goal": 90})
    assert again.url == plan.get_absolute_url()
    text(manager, "/plans/new/")
    manager.post(f"{ROOT}/plans/{plan.pk}/remove/")
    assert Plan.objects.get() == plan
    spare = make_plan()
    manager.post(f"{ROOT}/plans/{spare.pk}/remove/")
    assert Plan.objects.get() == plan


def lines(*criteria, **more):
    data = {"name": "评分表", "criteria-TOTAL_FORMS": len(criteria), "criteria-INITIAL_FORMS": 0}  # fmt: skip
    for n, each in enumerate(criteria):
        data |= {f"criteria-{n}-{name}": value for name, value in each.items()}
    return {**data, **more}


def test_a_form_is_written_changed_and_copied(manager):
    good = {"section": "礼仪", "name": "问候", "points": 10, "ORDER": 2}
    knockout = {"section": "否决", "name": "忌语", "cap": 60, "ORDER": 1}
    for wrong in (
        lines(knockout),
        lines({**good, "points": ""}),
        lines({**good, "points": "9" * 5000}),
        lines({**good, "section": ""}),
        {"name": "只有名字"},
        lines(good, **{"criteria-TOTAL_FORMS": "9" * 400}),
    ):
        assert manager.post(f"{ROOT}/forms/new/", wrong).status_code == 200
    tampered = {**lines(good), "seen": "9", "name": ""}  # as if another had saved it
    assert manager.post(f"{ROOT}/forms/new/", tampered).status_code == 200
    assert not ScoringForm.objects.exists()

    manager.post(f"{ROOT}/forms/new/", lines(good, knockout))
    form = ScoringForm.objects.get()
    assert [each.name for each in form.newest.parts] == ["忌语", "问候"]
    for _n in range(2):
        manager.post(f"{ROOT}/forms/{form.pk}/copy/")
    assert ScoringForm.objects.count() == 2
    assert "忌语" in text(manager, f"/forms/{form.pk}/")
    changed = lines({**good, "name": "换了说法"}, seen="1:before")
    answer = manager.post(f"{ROOT}/forms/{form.pk}/", changed)
    assert "换了说法" in answer.content.decode()  # somebody else has saved meanwhile
    assert len(form.newest.parts) == 2


def test_hostile_text_is_shown_as_text(client_as, manager):
    add_first_indicators()
    words = dict.fromkeys(("lines", "strengths", "to_do"), HOSTILE)
    sheet = make_sheet(score="75", comments={SAYING_BACK: HOSTILE}, **words)
    Objection.objects.create(sheet=sheet, reason=HOSTILE, made_at=NOW)
    sheet.actions.create(what=HOSTILE, due_on=MONTH, made_at=NOW)
    Sheet.objects.filter(pk=sheet.pk).update(reference=HOSTILE[:60])

    for client in (manager, client_as(user=sheet.person), client_as(user=sheet.inspector)):  # fmt: skip
        for path in ("/", f"/sheets/{sheet.pk}/"):
            assert "<script>alert" not in text(client, path)
    assert "<script>alert" not in text(manager, "/objections/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_speaks_the_language_of_the_reader(client_as, language):
    admin = client_as("admin")
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    sheet = make_sheet(score="75")

    for path in ("/", "/plans/", "/plans/new/", "/forms/new/", "/figures/", "/indicators/", "/objections/", f"/sheets/{sheet.pk}/"):  # fmt: skip
        assert f'lang="{language}"' in text(admin, path).lower()


def test_a_requirement_asks_for_the_average_of_the_last_months():
    person = make_person()
    months = [MONTH.replace(month=n) for n in (3, 4, 5)]
    for month, score in zip(months, ("70", "90", "95"), strict=True):
        make_sheet(make_plan(month=month), person, score=score)
    candidate = Candidate(person, MONTH + timedelta(days=30))
    [kind] = [e.item for e in requirement_kinds.enabled() if e.key == "lms_inspections.average"]  # fmt: skip

    def found(score, months, candidate=candidate):
        values = {"score": score, "months": months}
        answer = kind.evaluate([candidate], values)[person.pk]
        assert kind.describe(values)
        return answer.is_met, answer.value

    assert found(85, 3) == (True, 85)
    assert found(86, 3) == (False, 85)
    assert found(92, 2) == (True, 92.5)
    assert found(50, 4) == (False, 3)
    early = Candidate(person, MONTH.replace(month=4, day=2))
    assert found(80, 2, early) == (True, 80)


def test_whoever_goes_takes_the_own_data_along():
    sheet = make_sheet(score="75")
    person = sheet.person
    hidden = make_sheet(sheet.plan, person, score="10", state="submitted")
    waiting = make_sheet(sheet.plan, person)
    rows = data_of(person)["lms_inspections.inspected"]
    assert [row["score"] for row in rows] == [75]
    assert len(data_of(hidden.inspector)["lms_inspections.written"]) == 1
    profile = person.staff_profile
    profile.leaves_date = timezone.localdate() - timedelta(days=3)
    profile.save()

    anonymise(person=person, user=None, now=timezone.now())

    waiting.refresh_from_db()
    assert waiting.state == SheetState.VOID


def test_keepers_give_a_sheet_to_another_and_ask_for_a_second_rating(manager):
    sheet = make_sheet(score="75", state="submitted")
    other = make_inspector()
    page = f"{ROOT}/sheets/{sheet.pk}/"

    for wrong in ("", "x", sheet.person_id, "9" * 40):
        assert manager.post(f"{page}second/", {"inspector": wrong}).status_code == 200
    manager.post(f"{page}second/", {"inspector": other.pk})
    second = sheet.seconds.get()
    manager.post(f"{ROOT}/sheets/{second.pk}/assign/", {"inspector": UserFactory(role=Role.TRAINER).pk})  # fmt: skip
    second.refresh_from_db()
    assert second.inspector != other
    manager.post(f"{page}release/")
    manager.post(f"{page}act/", {"what": "先复述", "due_on": timezone.localdate().isoformat(), "criterion": GREETING})  # fmt: skip
    assert sheet.actions.get().criterion == GREETING
