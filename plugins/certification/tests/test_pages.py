"""What people see and press: the ladder, the desk, the roster, the certificate."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from lms.personal_data import anonymise, data_of
from plugins.certification.enums import CandidacyState
from plugins.certification.models import Award, Candidacy, Decision, LevelVersion
from plugins.certification.tests.factories import (
    asks,
    leaf,
    make_award,
    make_candidacy,
    make_level,
    make_scheme,
    make_sign_off,
    make_topic,
    sign_all,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/certification"


def text(client, path, **headers):
    answer = client.get(f"{ROOT}{path}", headers=headers)
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def test_somebody_goes_the_whole_way(agent, trainer, manager):
    topic = make_topic(name="实操考核")
    level = make_level(tree=asks(leaf(topic=topic.code)), name="中级认证")
    assert "中级认证" in text(agent, "/")

    agent.post(f"{ROOT}/levels/{level.code}/apply/")
    row = Candidacy.objects.get()
    assert "ask a trainer" in text(agent, "/", accept_language="en")
    dispatch(now=timezone.now())
    desk = f"/desk/{row.pk}/"
    assert "实操考核" in text(trainer, desk)
    refused = trainer.post(f"{ROOT}{desk}propose/")
    assert "实操考核" in refused.content.decode()
    trainer.post(f"{ROOT}{desk}sign-off/", {"topic": topic.code, "note": "两位都稳"})
    trainer.post(f"{ROOT}{desk}propose/")
    dispatch(now=timezone.now())
    assert row.person.get_full_name() in text(manager, "/desk/")
    manager.post(f"{ROOT}{desk}grant/")
    manager.post(f"{ROOT}{desk}grant/")
    dispatch(now=timezone.now())

    award = Award.objects.get()
    assert award.person == agent.user
    page = text(agent, f"/certificates/{award.uuid}/")
    assert agent.user.get_full_name() in page
    assert "两位都稳" in page
    assert award.serial in page
    assert "中级认证" in text(agent, "/")
    told = {*Notification.objects.values_list("recipient", "kind")}
    assert (agent.user.pk, "lms_certification.award_issued") in told
    assert (trainer.user.pk, "lms_certification.candidacy_opened") in told
    assert (manager.user.pk, "lms_certification.candidacy_proposed") in told
    for client in (agent, trainer, manager):
        assert client.get("/notifications/").status_code == 200


def test_what_is_refused_keeps_what_was_written(manager):
    row = make_candidacy()
    person = manager.user
    Candidacy.objects.filter(pk=row.pk).update(person=person)

    page = manager.post(f"{ROOT}/desk/{row.pk}/reject/", {"reason": "还差一次"})

    assert page.status_code == 200
    assert not Decision.objects.exists()
    other = make_candidacy()
    answer = manager.post(f"{ROOT}/desk/{other.pk}/reject/", {"reason": " "})
    assert answer.status_code == 200
    manager.post(f"{ROOT}/desk/{other.pk}/reject/", {"reason": "还差一次"})
    assert "还差一次" in text(manager, f"/desk/{other.pk}/")


def test_the_candidate_reads_why_not_and_withdraws(client_as, agent, manager):
    row = make_candidacy(person=agent.user)
    manager.post(f"{ROOT}/desk/{row.pk}/reject/", {"reason": "还差一次"})
    dispatch(now=timezone.now())

    assert "还差一次" in text(agent, "/")
    assert "还差一次" in agent.get("/notifications/").content.decode()
    again = make_candidacy(person=agent.user)
    client_as(Role.AGENT).post(f"{ROOT}/candidacies/{again.pk}/withdraw/")
    assert Candidacy.objects.get(pk=again.pk).state == CandidacyState.OPEN
    agent.post(f"{ROOT}/candidacies/{again.pk}/withdraw/")
    assert Candidacy.objects.get(pk=again.pk).state == CandidacyState.WITHDRAWN


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_speaks_the_language_of_the_reader(client_as, language):
    admin = client_as("admin")
    level = make_level(name="中级认证", name_en="Intermediate")
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    award = make_award(level, person=admin.user, begins=timezone.localdate())
    row = make_candidacy(level)
    wanted = {"en": "Intermediate", "zh-hans": "中级认证"}[language]

    for path in ("/", "/desk/?show=open", f"/desk/{row.pk}/", f"/roster/?scheme={level.scheme.code}", f"/verify/{award.uuid}/"):  # fmt: skip
        assert wanted in text(admin, path), path
    paper = text(admin, f"/certificates/{award.uuid}/")
    assert "中级认证" in paper
    assert "Intermediate" in paper


def test_what_people_write_stays_text(client_as, trainer):
    topic = make_topic(name=HOSTILE[:80])
    level = make_level(
        tree=asks(leaf(topic=topic.code)), name=HOSTILE[:80], text=HOSTILE
    )
    person = UserFactory(last_name=HOSTILE[:30])
    row = make_candidacy(level, person=person)
    trainer.post(f"{ROOT}/desk/{row.pk}/sign-off/", {"topic": topic.code, "note": HOSTILE})  # fmt: skip
    award = make_award(make_level(name=HOSTILE[:80]), person=person)

    for path in ("/", "/desk/?show=open", f"/desk/{row.pk}/", "/roster/", f"/certificates/{award.uuid}/", f"/verify/{award.uuid}/"):  # fmt: skip
        assert "<script>alert" not in text(trainer, path)


def test_a_leaver_is_named_nowhere(client, manager):
    person = StaffProfileFactory(
        leaves_date=timezone.localdate() - timedelta(days=1)
    ).user
    name = person.get_full_name()
    award = make_award(person=person, begins=timezone.localdate())
    make_sign_off(person, make_topic())
    row = make_candidacy(person=person)
    assert data_of(person)["lms_certification.certificates"]
    assert data_of(person)["lms_certification.sign_offs"]

    anonymise(person=person, user=UserFactory(role="admin"), now=timezone.now())

    assert not Candidacy.objects.under_way().filter(pk=row.pk).exists()
    for page in (client.get(f"{ROOT}/verify/{award.uuid}/"), manager.get(f"{ROOT}/certificates/{award.uuid}/"), manager.get(f"{ROOT}/roster/?show=all")):  # fmt: skip
        assert page.status_code == 200
        assert name not in page.content.decode()


def test_one_key_does_not_open_what_belongs_to_another(agent, trainer, client_as):
    other = make_award()
    row = make_candidacy()
    topic, mine = make_topic(), make_candidacy()
    foreign = make_sign_off(UserFactory(), topic)

    assert agent.get(f"{ROOT}/certificates/{other.uuid}/").status_code == 404
    assert agent.post(f"{ROOT}/candidacies/{row.pk}/withdraw/").status_code == 404
    assert agent.get(f"{ROOT}/desk/{row.pk}/").status_code == 403
    answer = trainer.post(
        f"{ROOT}/desk/{mine.pk}/take-back/",
        {"sign_off": foreign.pk, "reason": "x"},
    )
    assert answer.status_code == 404
    assert trainer.post(f"{ROOT}/desk/{mine.pk}/take-back/", {"sign_off": "²", "reason": "x"}).status_code == 404  # fmt: skip
    reviewer = client_as(Role.REVIEWER)
    for path in ("/desk/", "/roster/"):
        assert reviewer.get(f"{ROOT}{path}").status_code == 403


def test_the_roster_puts_first_who_has_held_the_highest_level_longest(manager):
    today = timezone.localdate()
    scheme, team = make_scheme(), TeamFactory(name="热线组")
    low, high = (make_level(scheme=scheme, rank=rank) for rank in (1, 2))
    people = [StaffProfileFactory(team=team).user for _each in range(4)]
    make_award(high, person=people[0], begins=today - timedelta(days=10))
    make_award(high, person=people[1], begins=today - timedelta(days=50))
    make_award(low, person=people[2], begins=today - timedelta(days=300))
    make_award(low, person=people[0], begins=today - timedelta(days=400), days=10)
    address = f"/roster/?scheme={scheme.code}&team={team.pk}"

    page = text(manager, address)

    names = [people[n].get_full_name() for n in (1, 0, 2)]
    places = [page.index(f">{name}<") for name in names]
    assert places == sorted(places)
    assert page.count(f">{names[1]}<") == 1  # what has expired is not held
    assert people[3].get_full_name() not in page
    assert "75" in page  # per cent of the team
    answer = manager.get(f"{ROOT}{address}&export=xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))  # fmt: skip
    rows = [*book.active.values]
    assert [row[0] for row in rows[1:]] == names
    assert rows[1][2] == "热线组"
    assert text(manager, f"{address}&show=expired").count(f">{names[1]}<") == 1


def test_a_leaver_is_no_candidate_for_promotion(manager):
    today = timezone.localdate()
    level = make_level()
    gone = StaffProfileFactory(leaves_date=today - timedelta(days=1)).user
    here = UserFactory()  # without a profile
    off = UserFactory(is_active=False)
    for person in (gone, here, off):
        make_award(level, person=person, begins=today)
    address = f"/roster/?scheme={level.scheme.code}"

    shown = text(manager, address)

    assert here.get_full_name() in shown
    assert gone.get_full_name() not in shown
    assert off.get_full_name() not in shown
    assert gone.get_full_name() in text(manager, f"{address}&show=all")


def test_a_code_is_given_once(client_as):
    level = make_level(name="一级")
    address = reverse("lms_certification_levels:edit", args=[level.pk])
    admin = client_as(Role.PLUGIN_ADMIN)

    sent = {"scheme": level.scheme_id, "rank": 1, "name": "新名", "code": "other", "validity_months": 6, "renewal_days": 30, "is_on": "on"}  # fmt: skip
    answer = admin.post(address, sent)

    assert answer.status_code == 302
    before, level = level, type(level).objects.get(pk=level.pk)
    assert (level.name, level.code) == ("新名", before.code)


def test_pages_ask_as_much_for_thirty_as_for_one(manager, agent):
    level = make_level()
    paths = {
        manager: ("/roster/", "/desk/", "/desk/?show=open", "/desk/?show=closed"),
        agent: ("/",),
    }
    today = timezone.localdate()

    def queries(number):
        for _each in range(number):
            person = StaffProfileFactory().user
            make_award(level, person=person, begins=today)
            sign_all(make_candidacy(level, person=person))
            make_candidacy(level, state=CandidacyState.PROPOSED)
            row = make_candidacy(level, person=agent.user, state=CandidacyState.REJECTED)  # fmt: skip
            Decision.objects.create(
                candidacy=row, is_granted=False, reason="x", basis={}, decided_at=timezone.now(),
            )  # fmt: skip
        found = {}
        for client, addresses in paths.items():
            for path in addresses:
                client.get(f"{ROOT}{path}")
                with CaptureQueriesContext(connection) as captured:
                    client.get(f"{ROOT}{path}")
                found[path] = len(captured)
        return found

    assert queries(1) == queries(29)


def test_the_first_page_shows_the_own_way_and_nothing_to_others(agent, client_as):
    make_candidacy(make_level(name="中级认证"), person=agent.user)

    assert "中级认证" in agent.get("/").content.decode()
    assert "中级认证" not in client_as(Role.AGENT).get("/").content.decode()


def test_a_manager_suspends_and_resumes_on_the_certificate(manager):
    award = make_award(begins=timezone.localdate())
    address = f"{ROOT}/certificates/{award.uuid}/"

    manager.post(f"{address}suspend/", {"reason": "质检不合格"})
    assert "质检不合格" in manager.get(address).content.decode()
    manager.post(f"{address}resume/")
    assert manager.post(f"{address}nothing/").status_code == 404

    assert Award.objects.held_on(timezone.localdate()).exists()


def test_an_admin_builds_and_publishes_what_a_level_asks_for(client_as):
    admin = client_as(Role.PLUGIN_ADMIN)
    level, topic = make_level(), make_topic(name="实操考核")
    address = reverse("lms_certification_levels:edit", args=[level.pk])

    def send(action, **data):
        answer = admin.post(address, {"action": action, **data})
        assert answer.status_code == 302
        return LevelVersion.objects.get(level=level, number=2).tree

    send("begin")
    send("remove", path="0")
    send("add-group", path="")
    send("rule", path="0", rule="some", needed="2")
    kinds = {
        "signed_off": {"topic": topic.code, "again": "on"},
        "months_of_service": {"months": "6"},
        "contributions": {"number": "3"},
    }
    for key, data in kinds.items():
        kind = f"lms_certification.{key}"
        form = admin.get(f"{address}?kind={kind}&path=0").content.decode()
        assert 'id="new-requirement"' in form
        tree = send("add", path="0", kind=kind, **data)
    group = tree["parts"][0]
    assert (group["rule"], group["needed"], len(group["parts"])) == ("some", 2, 3)
    assert group["parts"][1] == {
        "kind": "lms_certification.months_of_service",
        "parameters": {"months": 6},
        "again": False,
    }
    for wrong in ({"path": "7", "kind": kind, "number": "1"}, {"path": "0", "kind": "x.y"}, {"path": "0", "kind": kind, "number": "-1"}):  # fmt: skip
        assert send("add", **wrong) == tree
    send("publish")

    version = LevelVersion.objects.newest().get(level=level)
    assert version.number == 2
    assert version.published_by == admin.user
    assert "实操考核" in admin.get(address).content.decode()
    admin.post(address, {"action": "discard"})
    assert LevelVersion.objects.filter(level=level).count() == 2


def test_who_may_not_change_levels_changes_none(manager):
    level = make_level()
    address = reverse("lms_certification_levels:edit", args=[level.pk])

    manager.post(address, {"action": "begin"})

    assert LevelVersion.objects.filter(level=level).count() == 1
