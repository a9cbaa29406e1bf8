"""Contests through their pages: what people see, write and may not see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.people.display import name_and_team
from lms.personal_data import data_of
from plugins.contests.models import Contest, Entry
from plugins.contests.tests.factories import (
    day,
    make_announced,
    make_contest,
    make_entry,
    make_person,
    make_proposal,
    mark,
    run,
    score,
)
from plugins.contests.tests.pages import ROOT, text

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


def rounds(*blocks, **more):
    data = {"rounds-TOTAL_FORMS": len(blocks), "rounds-INITIAL_FORMS": 0}
    for n, each in enumerate(blocks):
        data |= {f"rounds-{n}-{name}": value for name, value in each.items()}
    return {**data, **more}


def test_a_manager_writes_opens_and_deletes_a_contest(manager):
    judge = make_person()
    theory = {"kind": "theory", "weight": 40, "goes_on": 3, "ORDER": 1}
    practical = {"kind": "practical", "weight": 60, "criteria": "礼仪\uff5cManners 40\n解决：60", "judges": [judge.pk], "ORDER": 2}  # fmt: skip
    facts = {"title": "比武", "opens_on": day(), "closes_on": day(9), "team_size": 1, "prizes": "2000，1500 1000"}  # fmt: skip
    good = rounds(theory, practical, **facts)
    for wrong in (
        rounds(theory, {**practical, "weight": 50}, **facts),
        rounds({**theory, "goes_on": ""}, practical, **facts),
        rounds(theory, {**practical, "criteria": "礼仪 40"}, **facts),
        rounds(theory, {**practical, "criteria": HOSTILE}, **facts),
        rounds(theory, {**practical, "goes_on": 2}, **facts),
        rounds(
            theory, {"kind": "proposal", "weight": 60, "criteria": "好 100"}, **facts
        ),
        rounds({**theory, "weight": "9" * 5000}, practical, **facts),
        rounds(**facts),
        {**good, "rounds-TOTAL_FORMS": "9" * 400},
        {**good, "closes_on": day(-1)},
        {**good, "prizes": "Infinity"},
        {**good, "prizes": "9" * 250},
        {**good, "team_size": 0},
        {**good, "teams": ["9" * 40]},
        facts,
    ):
        assert manager.post(f"{ROOT}/new/", wrong).status_code == 200
    assert not Contest.objects.exists()

    assert "2000" in text(manager, "/new/")
    manager.post(f"{ROOT}/new/", good)
    contest = Contest.objects.get()
    assert contest.prizes == ["2000", "1500", "1000"]
    assert [row.kind for row in contest.rounds.all()] == ["theory", "practical"]
    page = f"{ROOT}/{contest.pk}/"
    assert "礼仪|Manners 40" in text(manager, f"/{contest.pk}/change/")
    for step, state in (("open", "open"), ("draft", "draft"), ("open", "open"), ("open", "open")):  # fmt: skip
        manager.post(f"{page}{step}/")
        contest.refresh_from_db()
        assert contest.state == state
    assert "要写" in manager.post(f"{page}call-off/", {"reason": "要写" + " " * 500}, follow=True).content.decode()  # fmt: skip
    spare = make_contest(state="draft")
    change = f"{ROOT}/{spare.pk}/change/"
    seen = manager.get(change).context["seen"]
    for title in ("先改", "后改"):
        kept = manager.post(change, {**good, "title": title, "seen": seen})
    assert Contest.objects.get(pk=spare.pk).title == "先改"
    assert "后改" in kept.content.decode()
    again = {**good, "title": "后改", "seen": kept.context["seen"]}
    assert manager.post(change, again).status_code == 302
    manager.post(f"{ROOT}/{spare.pk}/remove/")
    assert Contest.objects.get() == contest


def test_somebody_enters_and_withdraws_from_the_page(client_as):
    contest = make_contest()
    client = client_as(user=make_person())
    page = f"{ROOT}/{contest.pk}/"

    assert f"{page}enter/" in text(client, f"/{contest.pk}/")
    assert contest.title in client.get("/").content.decode()
    for _twice in range(2):
        client.post(f"{page}enter/")
    entry = Entry.objects.get()
    client.post(f"{ROOT}/entries/{entry.pk}/withdraw/")
    entry.refresh_from_db()
    assert entry.state == "withdrawn"
    for wrong in (0, "9" * 18):
        assert client.post(f"{ROOT}/entries/{wrong}/withdraw/").status_code == 404


def test_a_captain_asks_and_a_teammate_answers_from_the_page(client_as):
    contest = make_contest(team_size=2)
    captain, mate = make_person(), make_person()
    client, other = client_as(user=captain), client_as(user=mate)
    page = f"{ROOT}/{contest.pk}/enter/"
    for wrong in ({}, {"name": "接力队"}, {"name": "接力队", "teammates": ["9" * 40]}, {"name": "", "teammates": [mate.pk]}):  # fmt: skip
        assert client.post(page, wrong).status_code == 200
    kept = client.post(page, {"name": "接力队", "teammates": ["没有这人"]})
    assert 'value="没有这人"' in kept.content.decode()
    client.post(page, {"name": "接力队", "teammates": [name_and_team(mate), ""]})
    entry = Entry.objects.get()
    step = f"{ROOT}/entries/{entry.pk}"

    assert f"{step}/agree/" in text(other, "/")
    other.post(f"{step}/decline/")
    assert mate.last_name in text(client, f"/{contest.pk}/")
    client.post(f"{step}/ask/", {"person": mate.pk})
    other.post(f"{step}/agree/")
    entry.refresh_from_db()
    assert entry.state == "entered"


def test_marks_are_typed_taken_from_a_table_and_published(manager, client_as):
    contest = make_contest(("theory", 50, 1), ("relay", 50))
    entries = [make_entry(contest) for _n in range(2)]
    row = run(contest, *entries)
    first, second = row.standings.all()
    page = f"{ROOT}/rounds/{row.pk}/"
    fields = {f"seen-{first.pk}": "", f"seen-{second.pk}": ""}
    for wrong in ("101", "-1", "x", "9" * 5000, "1e9", "NaN", "80.123"):
        answer = manager.post(f"{page}marks/", {**fields, f"mark-{first.pk}": wrong})
        assert answer.status_code == 200
    assert not row.standings.exclude(mark=None).exists()

    number = entries[0].captain.staff_profile.staff_number
    name = entries[1].captain.get_full_name()
    table = f"工号,姓名,成绩\n{number},,91\n,{name},82.5\n,没有这人,70\n{number},,80\n"
    shown = manager.post(f"{page}table/", {"text": table}).content.decode()
    assert f'name="mark-{first.pk}" value="91"' in shown
    assert "没有这人" in shown
    for wrong in ({}, {"text": HOSTILE}, {"text": "\0"}, {"file": SimpleUploadedFile("a.csv", b"\xff\xfe\x00")}):  # fmt: skip
        assert manager.post(f"{page}table/", wrong).status_code == 200

    manager.post(f"{page}marks/", {**fields, f"mark-{first.pk}": "91", f"mark-{second.pk}": "82.5"})  # fmt: skip
    entrant = client_as(user=entries[1].captain)
    assert "82.5" not in text(entrant, f"/{contest.pk}/")
    for wrong in ([], [second.pk], ["9" * 40], ["x"]):
        assert manager.post(f"{page}publish/", {"chosen": wrong}).status_code == 200
    for _twice in range(2):
        manager.post(f"{page}publish/", {"chosen": [first.pk]})
    shown = text(entrant, f"/{contest.pk}/")
    assert "82.5" in shown
    assert "91" not in shown.split("<main")[1]
    assert contest.rounds.get(number=2).standings.get().entry == entries[0]


def test_an_organizer_who_takes_part_marks_all_others(manager):
    contest = make_contest()
    row = run(contest, make_entry(contest), make_entry(contest, manager.user))
    other, own = row.standings.all()
    mark(row, "70", "80")

    page = text(manager, f"/rounds/{row.pk}/")
    assert f"seen-{own.pk}" not in page
    data = {f"seen-{other.pk}": "70", f"mark-{other.pk}": "75"}
    assert manager.post(f"{ROOT}/rounds/{row.pk}/marks/", data).status_code == 302
    table = "".join(f"{each.entry.called},99\n" for each in (own, other))
    shown = manager.post(
        f"{ROOT}/rounds/{row.pk}/table/", {"text": f"姓名,成绩\n{table}"}
    )
    assert f'name="mark-{other.pk}"' in shown.content.decode()
    assert f'name="mark-{own.pk}"' not in shown.content.decode()
    data = {f"seen-{own.pk}": "80", f"mark-{own.pk}": "99"}
    assert manager.post(f"{ROOT}/rounds/{row.pk}/marks/", data).status_code == 403
    other.refresh_from_db()
    assert other.mark == 75


def test_of_a_contest_that_is_called_off_nothing_is_written(manager):
    contest = make_contest()
    row = run(contest, make_entry(contest))
    key = row.standings.get().pk

    manager.post(f"{ROOT}/{contest.pk}/call-off/", {"reason": "场地停电"})
    data = {f"seen-{key}": "", f"mark-{key}": "75"}
    assert manager.post(f"{ROOT}/rounds/{row.pk}/marks/", data).status_code == 200
    assert row.standings.get().mark is None
    assert "场地停电" in text(manager, f"/{contest.pk}/")
    assert f"seen-{key}" not in text(manager, f"/rounds/{row.pk}/")
    assert manager.get(f"{ROOT}/rounds/{row.pk}/table/").status_code == 404


def test_each_page_speaks_the_language_of_the_reader(client_as):
    contest, entries = make_announced("90", "80", title="比武", title_en="The contest")
    client = client_as(user=entries[0].captain)

    assert "The contest" in text(client, f"/{contest.pk}/", HTTP_ACCEPT_LANGUAGE="en")
    shown = text(client, f"/{contest.pk}/ranking/", HTTP_ACCEPT_LANGUAGE="en")
    assert "Champion" in shown
    assert "2,000 yuan" in shown or "2000 yuan" in shown


def test_hostile_text_is_shown_as_text(manager, client_as):
    contest, _entries = make_announced("90", description=HOSTILE, title=HOSTILE)
    entry = contest.entries.get()
    Entry.objects.update(name=HOSTILE)
    judged = make_contest(("practical", 100), title=HOSTILE)
    row = run(judged, make_entry(judged, name=HOSTILE))
    score(row, row.standings.get(), row.judges.first(), 80, comment=HOSTILE)
    judge = client_as(user=row.judges.first())

    for path in (f"/{contest.pk}/", f"/{contest.pk}/ranking/", f"/rounds/{row.pk}/", f"/entries/{entry.pk}/certificate/"):  # fmt: skip
        assert "<script>alert" not in text(manager, path)
    for path in (f"/rounds/{row.pk}/judge/", f"/scores/{row.standings.get().pk}/"):
        assert "<script>alert" not in text(judge, path)


def test_the_own_data_hold_marks_of_published_rounds_alone():
    _contest, [entry, _rival] = make_announced("90", "80")
    running = make_contest(("proposal", 100))
    row = run(running, make_entry(running, entry.captain))
    mark(row, "55")
    make_proposal(row.standings.get())

    found = data_of(entry.captain)
    assert [each["standings__mark"] for each in found["lms_contests.marks"]] == [90]
    assert len(found["lms_contests.entries"]) == 2
    assert len(found["lms_contests.proposals"]) == 1


def test_work_waits_for_judges_and_organizers(client_as):
    contest = make_contest(("practical", 100))
    row = run(contest, make_entry(contest))
    first, second = row.judges.all()
    admin = client_as("admin")
    home = "/admin/"
    assert contest.title in client_as(user=first).get("/").content.decode()
    for judge in (first, second):
        score(row, row.standings.get(), judge, 80)

    assert f"{ROOT}/" in admin.get(home).content.decode()
