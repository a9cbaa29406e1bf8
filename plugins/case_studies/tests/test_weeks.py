"""The cases of a week: chosen, found, kept, discussed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from lms.plugins.adjusting import change_settings, fingerprint
from plugins.case_studies.apps import CaseStudiesConfig
from plugins.case_studies.models import WeeklyPick
from plugins.case_studies.tests.factories import make_case
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/case-studies"


def text(client, path):
    return client.get(f"{ROOT}{path}").content.decode()


def test_a_week_has_its_cases_its_leader_and_what_came_of_it(manager, reader):
    cases = [make_case() for _time in range(2)]
    data = {
        "day": "2026-03-05",
        "facilitator": reader.user.pk,
        "cases": [case.pk for case in cases],
    }
    answer = manager.post(f"{ROOT}/picks/plan/", data, follow=True)
    assert "notice--warning" in answer.content.decode()  # two are few
    pick = WeeklyPick.objects.get()
    assert str(pick.week) == "2026-03-02"

    reader.post(f"{ROOT}/picks/{pick.pk}/outcome/", {"outcome": "改两条话术"})
    shown = text(reader, "/picks/")
    assert [case.title for case in cases if case.title not in shown] == []
    assert "改两条话术" in shown
    other = {"outcome": "再加一条", "seen": ""}  # in a window opened before that
    manager.post(f"{ROOT}/picks/{pick.pk}/outcome/", other)
    shown = text(reader, "/picks/")
    assert "改两条话术" in shown
    assert "再加一条" in shown
    again = {**data, "day": "2026-03-12"}
    answer = manager.post(f"{ROOT}/picks/plan/", again, follow=True)
    assert answer.content.decode().count("notice--warning") == 2
    fewer = {**again, "cases": [cases[0].pk], "shown": again["cases"]}
    planned = manager.post(f"{ROOT}/picks/plan/", fewer)
    assert cases[1].title in manager.get(planned.url).content.decode()  # left out


def test_a_week_is_shown_with_its_own_cases_ticked(manager):
    this, other = make_case(), make_case()
    today = timezone.localdate()
    week_after = today + timedelta(days=7)
    leader = UserFactory()
    for day, case in ((today, this), (week_after, other)):
        sent = {"day": day, "facilitator": leader.pk, "cases": [case.pk]}
        manager.post(f"{ROOT}/picks/plan/", sent)

    form = plan_form(manager, f"?day={week_after}")

    assert form["cases"].value() == [str(other.pk)]
    assert form["day"].value() == week_after
    assert form["facilitator"].value() == leader.pk
    assert plan_form(manager, "")["cases"].value() == [str(this.pk)]
    assert plan_form(manager, "?day=soon")["cases"].value() == [str(this.pk)]


def test_an_older_case_is_found_and_one_that_is_picked_stays_in_the_list(
    manager, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("plugins.case_studies.views.picks.MOST_OFFERED", 1)
    with django_capture_on_commit_callbacks(execute=True):
        old, picked, new = [
            make_case(title=title, published_at=timezone.now() - timedelta(days=days))
            for title, days in (("门锁掉线", 90), ("热水器漏水", 60), ("电梯停运", 0))
        ]
    sent = {"day": timezone.localdate(), "facilitator": manager.user.pk}
    manager.post(f"{ROOT}/picks/plan/", {**sent, "cases": [picked.pk]})
    form = plan_form(manager, "")
    assert listed(form) == {picked.pk, new.pk}

    sent |= {"shown": [picked.pk], "cases": [picked.pk, new.pk]}
    found = manager.post(f"{ROOT}/picks/plan/", {**sent, "words": "门锁", "find": ""})
    form = found.context["form"]
    assert listed(form) == {old.pk, picked.pk, new.pk}
    assert form["cases"].value() == [str(picked.pk), str(new.pk)]  # as it was ticked
    assert WeeklyPick.objects.get().cases.get() == picked
    nothing = manager.post(f"{ROOT}/picks/plan/", {**sent, "words": "鲸", "find": ""})
    assert nothing.context["is_in_vain"]
    manager.post(f"{ROOT}/picks/plan/", {**sent, "cases": [old.pk, picked.pk]})

    assert {*WeeklyPick.objects.get().cases.all()} == {old, picked}


def test_a_case_that_one_has_not_seen_among_those_of_the_week_stays_there(manager):
    seen, hidden, meanwhile, new = [make_case() for _time in range(4)]
    sent = {"day": timezone.localdate(), "facilitator": manager.user.pk}
    cases = [case.pk for case in (seen, hidden, meanwhile)]
    manager.post(f"{ROOT}/picks/plan/", {**sent, "cases": cases})
    PageViewRestriction.objects.create(page=hidden, restriction_type="groups")

    sent |= {"shown": [seen.pk, hidden.pk], "cases": [new.pk]}
    page = manager.post(f"{ROOT}/picks/plan/", sent, follow=True).content.decode()

    assert {*WeeklyPick.objects.get().cases.all()} == {new, hidden, meanwhile}
    assert hidden.title not in page


def test_how_many_cases_make_a_week_is_set_by_administrators(manager):
    cases = [make_case() for _time in range(6)]
    change_settings(
        label="lms_case_studies",
        declared=CaseStudiesConfig.settings,
        values={"fewest_cases": 6, "most_cases": 7},
        seen=fingerprint({}),
    )
    keys = [case.pk for case in cases]
    sent = {"day": timezone.localdate(), "facilitator": manager.user.pk, "cases": keys}

    page = manager.post(f"{ROOT}/picks/plan/", sent, follow=True).content.decode()

    assert "notice--warning" not in page
    assert "6" in page[page.index("page-head__lead") :][:60]
    home = manager.get("/").content.decode()
    assert [case.title for case in cases if case.title not in home] == []
    sent |= {"cases": keys[:5], "shown": keys[5:]}
    page = manager.post(f"{ROOT}/picks/plan/", sent, follow=True).content.decode()
    assert page.count("notice--warning") == 2  # too few, and one was taken off


def plan_form(client, query):
    return client.get(f"{ROOT}/picks/plan/{query}").context["form"]


def listed(form):
    return {key for key, _title in form.fields["cases"].choices}
