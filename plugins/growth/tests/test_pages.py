"""What people see and press."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.extensions import waiting_work
from lms.models import PublishedEvent, SearchLog
from lms.personal_data import anonymise, data_of
from plugins.growth.models import (
    Assessment,
    Offer,
    PersonalPlan,
    Post,
    Round,
    Skill,
    SkillLevel,
)
from plugins.growth.tests.factories import (
    make_assessment,
    make_level,
    make_offer,
    make_person,
    make_plan,
)
from tests.factories.people import TeamFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/growth"


def text(client, path):
    answer = client.get(f"{ROOT}{path}")
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def ratings(row, *levels, **more):
    keys = row.marks.values_list("pk", flat=True)
    return {f"level-{key}": level for key, level in zip(keys, levels, strict=True)} | more  # fmt: skip


def test_both_rate_talk_and_agree_on_their_pages(house, client_as):
    row = make_assessment(house)
    page = f"/assessments/{row.pk}/"
    person, leader = client_as(user=house.person), client_as(user=house.leader)
    assert page in person.get("/").content.decode()
    assert page in text(leader, "/")
    assert "第3级的表现" in text(person, page)

    person.post(f"{ROOT}{page}hand-in/", ratings(row, 4, 3))
    assert "checked" not in text(leader, page)
    refused = leader.post(f"{ROOT}{page}hand-in/", ratings(row, 2, "", **{"words-1": HOSTILE}))  # fmt: skip
    assert refused.status_code == 200
    assert 'value="2" checked' in refused.content.decode()
    leader.post(f"{ROOT}{page}hand-in/", ratings(row, 2, 3))
    first = row.marks.first()
    settled = {f"level-{first.pk}": 3, "note": HOSTILE}
    assert leader.post(f"{ROOT}{page}settle/", settled).url == f"{ROOT}{page}"
    assert forbidden_in(person.get(f"{ROOT}{page}")) == []
    person.post(f"{ROOT}{page}agree/")

    assert SkillLevel.objects.filter(person=house.person).count() == 2
    shown = text(person, "/")
    assert "growth-bar__level--short" in shown
    assert house.listening.name in shown


def test_tampered_ratings_are_refused_and_keep_what_was_chosen(house, client_as):
    row = make_assessment(house)
    client = client_as(user=house.person)
    page = f"{ROOT}/assessments/{row.pk}/hand-in/"

    for odd in ("9", "9" * 5000, "\0"):
        answer = client.post(page, ratings(row, odd, 3))
        assert answer.status_code == 200
        assert "notice--error" in answer.content.decode()
    assert Assessment.objects.get().self_at is None


def test_nobody_sees_the_levels_of_a_colleague(house, client_as, trainer, manager):
    make_level(house.person, house.listening, 1, needed=4)
    row = make_assessment(house)
    colleague = make_person(house.team)
    person = f"{ROOT}/people/{house.person.pk}/"

    for client in (client_as(user=colleague), trainer):
        assert client.get(person).status_code == 404
        assert client.get(f"{ROOT}/matrix/").status_code == 403
        assert client.get(f"{ROOT}/analysis/").status_code == 403
        assert client.get(row.get_absolute_url()).status_code == 404
    leader = client_as(user=house.leader)
    for client in (leader, manager):
        assert client.get(person).status_code == 200
        assert str(house.person) in client.get(f"{ROOT}/matrix/").content.decode()
    stranger = make_person()
    assert leader.get(f"{ROOT}/people/{stranger.pk}/").status_code == 404
    assert str(stranger) not in leader.get(f"{ROOT}/matrix/?team={stranger.staff_profile.team_id}").content.decode()  # fmt: skip


def test_a_matrix_says_gaps_in_words_and_can_be_taken_away(house, manager):
    make_level(house.person, house.listening, 1, needed=4)

    shown = text(manager, "/matrix/")
    assert "growth-cell--big" in shown
    assert "1 / 4" in shown
    csv = b"".join(manager.get(f"{ROOT}/matrix/?export=csv").streaming_content).decode()
    assert house.listening.name in csv
    analysis = text(manager, "/analysis/")
    assert house.listening.name in analysis
    csv = b"".join(manager.get(f"{ROOT}/analysis/?export=csv").streaming_content)
    assert house.listening.name in csv.decode()
    for odd in ("team=9999999999999999999&post=0", "order=\0&page=x"):
        assert manager.get(f"{ROOT}/matrix/?{odd}").status_code == 200


def test_a_superior_sees_all_tabs_and_filters_that_lead_somewhere(house, client_as):
    other = make_person(TeamFactory(parent=house.team), job="别的职务")
    client = client_as(user=house.leader)

    for path in ("/plans/", "/help/"):
        assert f"{ROOT}/matrix/" in text(client, path)
    assert str(other.staff_profile.team) not in text(client, "/matrix/")


def test_who_may_not_plan_for_a_person_is_not_asked_to(house, client_as, manager):
    make_level(house.person, house.listening, 1, needed=4)
    page, button = f"/people/{house.person.pk}/", f"{ROOT}/plans/close-gap/"

    assert button in text(client_as(user=house.leader), page)
    assert button not in text(manager, page)


def test_a_gap_is_closed_with_one_press_and_the_plan_is_walked_through(house, client_as):  # fmt: skip
    make_level(house.person, house.listening, 1, needed=4)
    person, leader = client_as(user=house.person), client_as(user=house.leader)
    made = person.post(f"{ROOT}/plans/close-gap/", {"skill": house.listening.pk})
    plan = PersonalPlan.objects.get()
    goal = plan.goals.get()
    assert made.url == f"{ROOT}/plans/{plan.pk}/goals/{goal.pk}/"
    assert goal.what in text(person, f"/plans/{plan.pk}/goals/{goal.pk}/")
    filled = {"what": HOSTILE, "measure": "九成", "until": "2999-01-01", "skill": house.listening.pk, "level": 4, "address": "//x.example", "steps": "听\n写", "seen": plan.version}  # fmt: skip
    refused = person.post(made.url, filled)
    assert refused.status_code == 200
    for odd in ("/\t/x.example", "javascript:x"):
        assert person.post(made.url, filled | {"address": odd}).status_code == 200
    assert person.post(made.url, filled | {"address": "/kb/"}).url == f"{ROOT}/plans/{plan.pk}/"  # fmt: skip

    page = f"{ROOT}/plans/{plan.pk}"
    stale = person.post(made.url, filled | {"address": "", "seen": 1})
    assert "notice--error" in stale.content.decode()
    assert "notice--error" in person.post(f"{page}/agree/").content.decode()
    for client in (person, leader):
        client.post(f"{page}/agree/", {"seen": plan.version})
    step = goal.steps.first()
    ticked = person.post(f"{page}/tick/", {"step": step.pk, "done": "1", "goal": goal.pk})  # fmt: skip
    assert ticked.url == f"{page}/#goal-{goal.pk}"
    assert 'growth-tick__box" aria-hidden="true">✓' in text(
        leader, f"/plans/{plan.pk}/"
    )
    assert person.post(f"{page}/check-in/", {"words": ""}).status_code == 200
    person.post(f"{page}/check-in/", {"words": HOSTILE})
    person.post(f"{page}/claim/", {"goal": goal.pk})
    assert f"{page}/" in text(leader, "/")
    assert leader.post(f"{page}/confirm/", {"goal": goal.pk}).status_code == 302
    assert forbidden_in(person.get(f"{page}/")) == []
    person.post(f"{page}/finish/")
    assert PersonalPlan.objects.get().state == "done"
    assert plan.get_absolute_url() in text(person, "/plans/?show=ended")


def test_a_plan_of_others_and_its_goals_are_not_found(house, client_as, manager):
    plan, other = make_plan(house), make_plan(person=make_person())
    goal = other.goals.get()
    person = client_as(user=house.person)

    assert manager.get(plan.get_absolute_url()).status_code == 404
    assert person.get(f"{ROOT}/plans/{plan.pk}/goals/{goal.pk}/").status_code == 404
    remove = person.post(f"{ROOT}/plans/{plan.pk}/remove/", {"goal": goal.pk})
    assert remove.status_code == 404
    for odd in ("9" * 5000, "\0"):
        sent = {"goal": odd, "step": odd, "people": odd, "words": odd, "skill": odd}
        for name in ("remove", "tick", "share"):
            answer = person.post(f"{ROOT}/plans/{plan.pk}/{name}/", sent)
            assert answer.status_code in {200, 302, 404}
        assert person.post(f"{ROOT}/plans/close-gap/", sent).status_code == 404
        sent["person"] = house.leader.pk
        assert person.post(f"{ROOT}/plans/begin/", sent).status_code == 404


def test_a_shared_plan_is_read_and_not_changed(house, client_as):
    plan, mentor = make_plan(house), make_person()
    client_as(user=house.person).post(f"{ROOT}/plans/{plan.pk}/share/", {"people": [mentor.pk]})  # fmt: skip

    client = client_as(user=mentor)

    assert "/agree/" not in text(client, f"/plans/{plan.pk}/")
    assert client.post(f"{ROOT}/plans/{plan.pk}/agree/").status_code == 403


def test_trainers_keep_skills_posts_and_rounds(house, trainer):
    skill = {"name": "安抚", "group": "communication", "place": 1, "level_1": HOSTILE}
    assert trainer.post(f"{ROOT}/skills/new/", {**skill, "place": "9" * 5000}).status_code == 200  # fmt: skip
    trainer.post(f"{ROOT}/skills/new/", skill)
    row = Skill.objects.get(name="安抚")
    trainer.post(f"{ROOT}/skills/{row.pk}/", skill | {"name_en": "Calming"})
    assert "Calming" in text(trainer, f"/skills/{row.pk}/")
    needs = {f"{part}-{each.pk}": 1 for each in Skill.objects.all() for part in ("level", "weight")}  # fmt: skip
    post = {"name": "投诉专员", "titles": "投诉专员", **needs}
    taken = trainer.post(f"{ROOT}/posts/new/", post | {"titles": "客服代表"})
    assert "errorlist" in taken.content.decode()
    trainer.post(f"{ROOT}/posts/new/", post)
    made = Post.objects.get(name="投诉专员")
    assert made.needs.count() == 3
    assert forbidden_in(trainer.get(made.get_absolute_url())) == []

    Skill.objects.filter(pk=row.pk).update(is_retired=True)
    assert row.name not in text(trainer, "/posts/")

    opened = trainer.post(f"{ROOT}/rounds/", {"name": "一轮", "due_on": "2999-01-01"})
    assert opened.url == Round.objects.get().get_absolute_url()
    assessment = Assessment.objects.get(person=house.person)
    other = make_person()
    trainer.post(f"{ROOT}/assessments/{assessment.pk}/assessor/", {"assessor": other.pk})  # fmt: skip
    assert str(other) in text(trainer, f"/rounds/{assessment.round_id}/")
    again = trainer.post(f"{ROOT}/rounds/", {"name": "二轮", "due_on": "2999-01-01"})
    assert "notice--error" in again.content.decode()
    page = f"/rounds/{assessment.round_id}/"
    trainer.post(f"{ROOT}{page}close/")
    assert Round.objects.get().is_closed
    assert f"{page}reopen/" in text(trainer, page)
    trainer.post(f"{ROOT}{page}reopen/")
    assert not Round.objects.get().is_closed


def test_no_visit_to_the_offers_of_help_is_kept(house, client_as, manager):
    offer = make_offer(what=HOSTILE)
    make_offer(title="旧的", is_retired=True)
    client = client_as(user=house.person)
    client.get(f"{ROOT}/")  # whatever a first visit anywhere writes is written

    with CaptureQueriesContext(connection) as queries:
        shown = text(client, "/help/")

    written = [q["sql"] for q in queries if q["sql"].lstrip("(").upper().startswith(("INSERT", "UPDATE", "DELETE"))]  # fmt: skip
    assert written == []
    assert not PublishedEvent.objects.exists()
    assert not SearchLog.objects.exists()
    assert offer.title in shown
    assert "旧的" not in shown
    filled = {"title": "热线", "what": "谈", "how": "8800", "place": 0}
    manager.post(f"{ROOT}/help/{offer.pk}/", filled)
    assert Offer.objects.get(pk=offer.pk).title == "热线"
    assert "旧的" in text(manager, "/help/")


def test_what_waits_is_counted_and_goes_with_a_leaver(house):
    row, plan = make_assessment(house), make_plan(house)
    make_level(house.person, house.listening, 2)
    waiting = next(e.item for e in waiting_work.enabled() if "lms_growth" in e.key)
    people = (house.person, house.leader, make_person())
    assert [waiting.count(user) for user in people] == [1, 1, 0]
    found = data_of(house.person)
    assert len(found["lms_growth.levels"]) == len(found["lms_growth.goals"]) == 1
    assert found["lms_growth.marks"] == []

    house.person.is_active = False
    house.person.save()
    anonymise(person=house.person, user=None, now=timezone.now())

    assert not Assessment.objects.filter(pk=row.pk).exists()
    assert not PersonalPlan.objects.filter(pk=plan.pk).exists()
    assert SkillLevel.objects.count() == 1
