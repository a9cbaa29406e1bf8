"""What people see and press: the list, a suggestion, the first page."""

import pytest
from django.utils import timezone

from lms.enums import Role
from lms.personal_data import data_of
from lms.policies import may_read
from plugins.community.models import Comment, Suggestion
from plugins.community.services import suggesting
from plugins.community.tests.factories import make_staff, make_suggestion
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/community"
FORM = {"title": "短信", "area": "tools", "problem": "天天问", "idea": "自动发"}


def text(client, path):
    where = f"{ROOT}{path}" if path != "/home" else "/"
    answer = client.get(where, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def test_somebody_suggests_and_a_manager_answers(agent, manager):
    assert "No suggestion yet" in text(agent, "/")
    sent = {**FORM, "title": HOSTILE[:80]}
    assert agent.post(f"{ROOT}/new/", sent).status_code == 302
    row = Suggestion.objects.get()
    page = f"/suggestions/{row.pk}/"
    assert "&lt;script&gt;" in text(manager, page)
    assert "&lt;script&gt;" in text(agent, "/home")

    refused = manager.post(f"{ROOT}{page}decline/", {"words": "打 13812345678"})
    assert "13812345678</textarea>" in refused.content.decode()
    manager.post(f"{ROOT}{page}accept/", {"words": "下月上线"})
    assert "下月上线" in text(agent, page)
    assert "下月上线" not in text(agent, "/?show=declined")
    assert manager.post(f"{ROOT}{page}nothing/").status_code == 404


def test_a_hidden_name_is_read_by_those_who_answer_alone(agent, client_as, manager):
    author = client_as(Role.AGENT)
    author.user.first_name = "藏名"
    author.user.save()
    author.post(f"{ROOT}/new/", {**FORM, "is_anonymous": "on"})
    row = Suggestion.objects.get()
    page = f"/suggestions/{row.pk}/"
    author.post(f"{ROOT}{page}comment/", {"words": "补一句"})
    author.post(f"{ROOT}{page}support/")
    manager.post(f"{ROOT}{page}decline/", {"words": "不行"})
    author.post(f"{ROOT}{page}reopen/", {"words": "再看看"})

    for path in ("/", page, "/?show=all&words=短信", "/home"):
        assert "藏名" not in text(agent, path)
        assert author.user.username not in text(agent, path)
    assert "藏名" in text(manager, page)
    assert text(manager, "/").count("藏名") == 1


def test_the_list_is_searched_and_ordered(agent):
    liked, other = make_suggestion(title="甲"), make_suggestion(title="乙")
    make_suggestion(title="丙", state="withdrawn")
    suggesting.support(suggestion=liked, user=agent.user, now=timezone.now())

    def order(path):
        found = text(agent, path)
        places = {name: found.find(f">{name}</a>") for name in "甲乙丙"}
        return [n for n, at in sorted(places.items(), key=lambda p: p[1]) if at > 0]

    assert order("/") == ["乙", "甲"]
    assert order("/?order=support") == ["甲", "乙"]
    assert order("/?words=甲") == order("/?show=supported") == ["甲"]
    assert "No suggestion like this" in text(agent, "/?words=没有")
    assert order("/?area=process&show=waiting&page=99") == ["乙", "甲"]
    assert other.get_absolute_url() in text(agent, "/?show=x&page=-1&words=%00")


def test_one_supports_in_the_list_and_stays_there(agent):
    row = make_suggestion()
    make_suggestion(agent.user)
    make_suggestion(state="done")
    where = f"{ROOT}/?order=support#suggestion-{row.pk}"
    assert text(agent, "/?order=support").count("#suggestion-") == 1
    step = f"{ROOT}/suggestions/{row.pk}"
    assert agent.post(f"{step}/support/", {"next": where}).url == where
    assert 'aria-pressed="true"' in text(agent, "/?order=support")
    assert agent.post(f"{step}/support/", {"next": "NaN"}).status_code == 302
    elsewhere = agent.post(f"{step}/unsupport/", {"next": "https://elsewhere.test/"})
    assert elsewhere.url == f"{step}/"
    assert 'aria-pressed="false"' in text(agent, "/")


def test_what_is_refused_keeps_what_was_written(agent):
    for changed in ({"title": "长" * 81}, {"idea": "找 a@b.com"}, {"area": "x"}):
        answer = agent.post(f"{ROOT}/new/", {**FORM, **changed})
        assert answer.status_code == 200
        assert "天天问" in answer.content.decode()
    row = make_suggestion()
    page = f"{ROOT}/suggestions/{row.pk}"
    for data in ({}, {"words": "\0"}, {"into": "9" * 5000}):
        assert agent.post(f"{page}/comment/", data).status_code == 200
        assert agent.post(f"{page}/merge/", data).status_code in (200, 403)
    assert not Suggestion.objects.exclude(pk=row.pk).exists()
    assert not Comment.objects.exists()


def test_one_changes_and_takes_back_ones_own(agent, client_as):
    row = make_suggestion(agent.user)
    page = f"{ROOT}/suggestions/{row.pk}"
    other = client_as(Role.AGENT)
    assert other.get(f"{page}/edit/").status_code == 404
    agent.post(f"{page}/edit/", {**FORM, "title": "改过"})
    assert "改过" in text(other, f"/suggestions/{row.pk}/")
    for user, is_open in ((agent.user, True), (other.user, True), (None, False)):
        assert may_read(user, row) == is_open
    agent.post(f"{page}/withdraw/")
    row.refresh_from_db()  # no notification names it any more to others
    assert (may_read(agent.user, row), may_read(other.user, row)) == (True, False)
    assert other.get(f"{page}/").status_code == 404
    assert agent.get(f"{page}/").status_code == 200
    assert agent.get(f"{page}/edit/").status_code == 404


def test_each_person_gets_the_own_and_nothing_of_others():
    person, other = make_staff(), make_staff()
    row = make_suggestion(other, is_anonymous=True)
    now = timezone.now()
    suggesting.comment(suggestion=row, words="好", user=person, now=now)
    suggesting.support(suggestion=row, user=person, now=now)

    found = data_of(person)
    assert [r["text"] for r in found["lms_community.comments"]] == ["好"]
    assert len(found["lms_community.support"]) == 1
    assert found["lms_community.suggestions"] == []
