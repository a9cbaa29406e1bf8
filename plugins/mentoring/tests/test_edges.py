"""Pages of pairs at the edges: odd settings, leavers, what is refused or closed by now."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from lms.plugins.adjusting import change_settings, fingerprint
from lms.plugins.models import PluginState
from plugins.mentoring.models import Pair
from plugins.mentoring.tests.factories import make_mentor, make_observation, make_pair
from tests.factories.people import StaffProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/mentoring"


def text(client, path):
    answer = client.get(f"{ROOT}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def days_ago(n):
    return timezone.localdate() - timedelta(days=n)


@pytest.fixture
def set_up(db):
    """Return a function that sets settings of the plugin."""

    def put(**values):
        stored = PluginState.objects.get(label="lms_mentoring").settings
        change_settings(
            label="lms_mentoring",
            declared=apps.get_app_config("lms_mentoring").settings,
            values=values,
            seen=fingerprint(stored),
        )

    return put


@pytest.mark.parametrize("number", [-(2**53), 2**53])
def test_settings_off_every_calendar_break_no_page(client_as, set_up, number):
    admin = client_as("admin")
    pair = make_pair(apprentice=admin.user, begins=days_ago(2))

    set_up(review_days=number, newcomer_days=number, weekly_observations=number)

    for path in ("/", "/pairs/", f"/pairs/{pair.pk}/"):
        assert text(admin, path)


def test_what_was_before_is_linked_for_those_who_may_read_it(client_as):
    old = make_pair(begins=days_ago(40), weeks=2, state="handed_over")
    pair = make_pair(apprentice=old.apprentice, continues=old, begins=days_ago(20))
    mentor = client_as(user=pair.mentor)
    page, link = f"/pairs/{pair.pk}/", f'href="{ROOT}/pairs/{old.pk}/"'

    assert link in text(mentor, page)
    Pair.objects.filter(pk=pair.pk).update(state="passed", closed_on=days_ago(0))
    assert link not in text(mentor, page)
    assert link in text(client_as(user=pair.apprentice), page)


def test_mentors_who_have_left_stand_in_nobodys_way(trainer):
    left = make_mentor().person
    StaffProfileFactory(user=left, leaves_date=days_ago(1))
    apprentice = StaffProfileFactory(leaves_date=days_ago(1)).user

    assert left.get_full_name() not in text(trainer, "/mentors/")
    assert apprentice.get_full_name() not in text(trainer, "/pairs/new/")


def test_a_refused_reply_stays_written(client_as):
    pair = make_pair(begins=days_ago(2))
    seen = make_observation(pair)
    apprentice = client_as(user=pair.apprentice)
    page = f"{ROOT}/pairs/{pair.pk}/"
    data = {"observation": seen.pk, "reply": "\x00明白\x00"}

    apprentice.post(f"{page}reply/", data)

    seen.refresh_from_db()
    assert seen.reply == "明白"


def test_an_older_observation_is_corrected_on_its_own_page(client_as):
    pair = make_pair(begins=days_ago(30))
    for n in range(14):
        make_observation(pair, seen_on=days_ago(n))
    mentor = client_as(user=pair.mentor)
    last = pair.observations.last()
    data = {"observation": last.pk, "seen_on": days_ago(0), "behaviors": "改了很久"}

    answer = mentor.post(f"{ROOT}/pairs/{pair.pk}/observe/?page=2", data)

    assert "改了很久" in answer.content.decode()
    assert f"observe/?page=2#observation-{last.pk}" in answer.content.decode()
