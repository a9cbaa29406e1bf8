"""Pages of judges and of those who propose, as they read and use them."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.people.display import name_and_team
from plugins.contests.models import Proposal, ScoreSheet
from plugins.contests.tests.factories import (
    TEXTS,
    day,
    make_contest,
    make_entry,
    make_person,
    make_proposal,
    run,
    score,
)
from plugins.contests.tests.pages import ROOT, text

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


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
