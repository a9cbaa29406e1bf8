"""Contests through their pages: what people see, write and may not see."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.people.display import name_and_team
from lms.personal_data import data_of
from plugins.contests.models import Contest, Entry, Proposal, ScoreSheet
from plugins.contests.tests.factories import (
    TEXTS,
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

pytestmark = pytest.mark.django_db
ROOT = "/plugins/contests"
HOSTILE = "<script>alert(1)</script>"


def text(client, path, **options):
    answer = client.get(f"{ROOT}{path}", **options)
    assert answer.status_code == 200, path
    return answer.content.decode()


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


@pytest.fixture
def judged():
    """A practical round with three entries, two of which are too close to a judge."""
    contest = make_contest(("practical", 100))
    row = contest.rounds.get()
    judge = row.judges.first()
    near = make_person(judge.staff_profile.team)
    run(contest, make_entry(contest), make_entry(contest, judge), make_entry(contest, near))  # fmt: skip
    return contest.rounds.get()


WHOLE = {"act": "hand-in", "mark-0": "80", "mark-1": "91.5", "comment": "复述慢一点"}


def test_a_judge_never_scores_the_own_entry_or_team(judged, client_as):
    other, own, of_team = judged.standings.all()
    client = client_as(user=judged.judges.first())

    assert str(judged.pk) in text(client, "/judge/")
    assert f"/scores/{other.pk}/" in text(client, f"/rounds/{judged.pk}/judge/")
    for closed in (own, of_team):
        assert client.get(f"{ROOT}/scores/{closed.pk}/").status_code == 404
        answer = client.post(f"{ROOT}/scores/{closed.pk}/", {"act": "save"})
        assert answer.status_code == 404


def test_a_judge_saves_hands_in_and_takes_back(judged, client_as):
    standing = judged.standings.first()
    client = client_as(user=judged.judges.first())
    page = f"{ROOT}/scores/{standing.pk}/"
    for wrong in ("101", "x", "9" * 5000):
        answer = client.post(page, {"act": "hand-in", "mark-0": wrong, "comment": "好"})
        assert "好" in answer.content.decode()
    assert not ScoreSheet.objects.exists()

    for act in ("save", "hand-in"):
        client.post(page, {"act": act, "mark-0": "80", "comment": "复述慢一点"})
        assert ScoreSheet.objects.get().score is None
    for _twice in range(2):
        client.post(page, WHOLE)
    assert ScoreSheet.objects.get().score == Decimal("86.9")
    client.post(page, {"act": "take-back"})
    assert ScoreSheet.objects.get().score is None


def test_scores_are_blind_until_all_are_in_and_then_lead_to_prizes(judged, manager, client_as):  # fmt: skip
    contest, standing = judged.contest, judged.standings.first()
    first, second = judged.judges.all()
    client = client_as(user=first)
    page = f"{ROOT}/scores/{standing.pk}/"
    client.post(page, WHOLE)
    assert "86.9" not in text(manager, f"/rounds/{judged.pk}/")
    for each in judged.standings.all():
        score(judged, each, second, 70)
    assert "78.45" in text(manager, f"/rounds/{judged.pk}/")
    client.post(page, {"act": "take-back"})
    assert ScoreSheet.objects.get(judge=first).is_in

    manager.post(f"{ROOT}/rounds/{judged.pk}/publish/")
    manager.post(f"{ROOT}/{contest.pk}/announce/")
    entrant = client_as(user=standing.entry.captain)
    assert "复述慢一点" in text(entrant, f"/{contest.pk}/")
    assert "78.45" in text(entrant, f"/{contest.pk}/ranking/")
    assert text(entrant, f"/entries/{standing.entry_id}/certificate/")
    paid = b"".join(manager.get(f"{ROOT}/{contest.pk}/payroll/")).decode()
    assert "2000.00" in paid


@pytest.fixture
def proposing():
    """A round of proposals with two entries, to be written until today."""
    contest = make_contest(("proposal", 100))
    row = run(contest, make_entry(contest), make_entry(contest))
    row.day = day()
    row.save()
    return row


def test_a_proposal_is_checked_and_written_until_its_day(proposing, client_as):
    standing = proposing.standings.first()
    client = client_as(user=standing.entry.captain)
    page = f"{ROOT}/proposals/{standing.pk}/"
    for wrong in (
        {"title": "只有题目"},
        {**TEXTS, "seen": 0, "problem": "客户电话 13812345678"},
        {**TEXTS, "seen": 0, "upload": SimpleUploadedFile("a.exe", b"MZ")},
        {**TEXTS, "seen": "9" * 5000, "idea": "x" * 9000},
    ):
        assert client.post(f"{page}write/", wrong).status_code == 200
    assert not Proposal.objects.exists()

    note = SimpleUploadedFile("一页.txt", "方案".encode())
    client.post(f"{page}write/", {**TEXTS, "seen": 0, "upload": note})
    stale = client.post(f"{page}write/", {**TEXTS, "seen": 0, "title": "另一窗口"})
    assert "另一窗口" in stale.content.decode()
    assert 'name="seen" value="1"' in stale.content.decode()
    client.post(f"{page}write/", {**TEXTS, "seen": 1})
    assert Proposal.objects.get().filename == "一页.txt"
    sent = client.get(f"{page}file/")
    assert b"".join(sent).decode() == "方案"
    sent.close()
    client.post(f"{page}write/", {**TEXTS, "seen": 2, "drops_file": "on"})
    proposal = Proposal.objects.get()
    assert (proposal.filename, proposal.file.name) == ("", "")

    proposing.day = day(-1)
    proposing.save()
    client.post(f"{page}write/", {**TEXTS, "seen": 3})
    assert Proposal.objects.get().revision == 3


def test_a_proposal_is_read_by_few_and_by_all_when_it_wins_and_may(proposing, manager, client_as):  # fmt: skip
    contest, (standing, rival) = proposing.contest, proposing.standings.all()
    proposal = make_proposal(standing)
    client, other = client_as(user=standing.entry.captain), client_as(user=rival.entry.captain)  # fmt: skip
    judge = client_as(user=proposing.judges.first())
    page = f"{ROOT}/proposals/{standing.pk}/"
    for reader, code in ((client, 200), (other, 404), (judge, 200), (manager, 200)):
        assert reader.get(page).status_code == code
    assert judge.get(f"{ROOT}/scores/{standing.pk}/").status_code == 404

    proposing.day = day(-1)
    proposing.save()
    for each in proposing.judges.all():
        score(proposing, standing, each, 90)
    manager.post(f"{ROOT}/rounds/{proposing.pk}/publish/")
    assert other.get(page).status_code == 404
    manager.post(f"{ROOT}/{contest.pk}/announce/")
    assert other.get(page).status_code == 404
    client.post(f"{page}show/")
    assert proposal.title in text(other, f"/{contest.pk}/ranking/")
    assert other.get(page).status_code == 200
    client.post(f"{page}hide/")
    assert other.get(page).status_code == 404


def test_whoever_takes_part_reads_no_proposal_of_a_rival(proposing, manager, client_as):
    contest, (standing, rival) = proposing.contest, proposing.standings.all()
    proposal = make_proposal(standing)
    proposing.judges.add(rival.entry.captain)
    rival.entry.members.create(contest=contest, person=manager.user, answer="agreed", asked_at=proposal.written_at)  # fmt: skip

    for reader in (manager, client_as(user=rival.entry.captain)):
        assert reader.get(f"{ROOT}/proposals/{standing.pk}/").status_code == 404
    assert proposal.title not in text(manager, f"/rounds/{proposing.pk}/")


def test_a_judge_reads_why_there_is_no_way_to_enter(client_as):
    contest = make_contest(("practical", 100), team_size=2)
    judge = contest.rounds.get().judges.first()
    client = client_as(user=judge)

    page = text(client, f"/{contest.pk}/", HTTP_ACCEPT_LANGUAGE="en")
    assert "You are in the jury" in page
    assert f"/{contest.pk}/enter/" not in page
    assert contest.title not in client.get("/").content.decode()
    entrant = client_as(user=make_person())
    assert name_and_team(judge) not in text(entrant, f"/{contest.pk}/")


def test_a_judge_who_has_left_stays_until_the_organizer_takes_them_out(judged, manager):
    judge = judged.judges.first()
    judge.is_active = False
    judge.save()

    page = text(manager, f"/{judged.contest_id}/change/")
    assert f'name="rounds-0-judges" value="{name_and_team(judge)}"' in page


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
