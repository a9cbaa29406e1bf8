"""Signing in and out, passwords by mail, preferences."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from lms.models import User
from lms.people.accounts import send_password_link
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def _no_mail_was_sent_before():
    cache.clear()


@pytest.fixture
def person():
    return UserFactory(username="lin", email="lin@example.com", password="right-one")


def sign_in(client, username="lin", password="right-one"):
    return client.post(SIGN_IN, {"username": username, "password": password})


def mailed_path():
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def choose(client, path, password):
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    return client.post(address, {"new_password1": password, "new_password2": password})


def test_a_right_password_leads_to_the_home_page(client, person):
    answer = sign_in(client)

    assert answer.url == reverse("lms:home")
    assert client.get(answer.url).status_code == 200


def test_a_wrong_password_gives_a_sentence_and_keeps_the_name(client, person):
    answer = sign_in(client, password="wrong")

    assert answer.status_code == 200
    assert 'value="lin"' in answer.content.decode()
    assert answer.context["form"].errors


def test_the_sixth_wrong_password_asks_to_wait(client, person):
    for _time in range(5):
        sign_in(client, password="wrong")

    answer = sign_in(client, password="right-one")

    assert answer.status_code == 429
    assert answer["Retry-After"] == str(15 * 60)
    assert "15" in answer.content.decode()


def test_waiting_for_one_person_does_not_keep_another_out(client, person):
    UserFactory(username="chen", password="right-one")
    for _time in range(6):
        sign_in(client, password="wrong")

    assert sign_in(client, username="chen").url == reverse("lms:home")


def test_somebody_who_was_sent_elsewhere_goes_there_after_signing_in(client, person):
    asked = client.get("/search/?q=tuikuan")

    answer = client.post(asked.url, {"username": "lin", "password": "right-one"})

    assert answer.url.startswith("/search/?q=")


def test_another_host_is_never_where_signing_in_leads(client, person):
    data = {"username": "lin", "password": "right-one", "next": "https://evil.example/"}

    assert client.post(SIGN_IN, data).url == reverse("lms:home")


@pytest.mark.parametrize(
    "path",
    ["/", "/search/", "/account/", "/kb/scripts/1/", "/kb/articles/1/", "/admin/",
     "/documents/1/x.pdf", "/media/images/x.png", "/any/page/"],
)  # fmt: skip
def test_everything_else_is_behind_sign_in(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert "sign-in" in answer.url or "/admin/login" in answer.url


def test_the_health_check_needs_no_sign_in(client):
    assert client.get("/health/").json() == {"status": "ok"}


def test_the_last_day_of_work_is_the_last_day_to_sign_in(client, person):
    today = timezone.localdate()
    profile = StaffProfileFactory(user=person, leaves_date=today)
    assert sign_in(client).status_code == 302

    profile.leaves_date = today - timedelta(days=1)
    profile.save()

    assert client.get("/").status_code == 302
    assert sign_in(client).status_code == 200


def test_a_new_person_chooses_the_first_password_by_mail(client):
    person = UserFactory(username="new", email="new@example.com", password=None)
    send_password_link(person, is_first=True)

    choose(client, mailed_path(), "a-long-first-one")

    assert sign_in(client, "new", "a-long-first-one").status_code == 302


def test_a_forgotten_password_is_replaced_by_mail_once(client, person):
    client.post("/password/", {"email": "LIN@example.com"})
    path = mailed_path()
    choose(client, path, "a-long-second-one")

    assert sign_in(client, password="a-long-second-one").status_code == 302
    client.logout()
    assert client.get(path).context["validlink"] is False


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, person):
    known = client.post("/password/", {"email": "lin@example.com"})
    unknown = client.post("/password/", {"email": "nobody@example.com"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [["lin@example.com"]]


def test_asking_again_and_again_sends_one_mail(client, person):
    for _time in range(4):
        client.post("/password/", {"email": "lin@example.com"})

    assert len(mail.outbox) == 1


def test_the_mail_speaks_the_language_of_the_person(person):
    UserProfile.objects.create(user=person, preferred_language="en")

    send_password_link(person)

    assert "password" in mail.outbox[0].subject.lower()


def test_the_chosen_language_is_remembered_with_the_person(client, person):
    client.force_login(person)

    client.post("/language/", {"language": "en", "next": "/"})

    assert UserProfile.objects.get(user=person).preferred_language == "en"
    assert 'lang="en"' in client.get("/").content.decode()


def test_the_language_can_be_chosen_before_signing_in(client):
    client.post("/language/", {"language": "zh-hant", "next": SIGN_IN})

    assert 'lang="zh-hant"' in client.get(SIGN_IN).content.decode().lower()


def test_an_unknown_language_changes_nothing(client, person):
    client.force_login(person)

    client.post("/language/", {"language": "tlh", "next": "/"})

    assert not UserProfile.objects.filter(user=person, preferred_language="tlh")


def test_preferences_are_kept_where_the_admin_keeps_them(client, person):
    client.force_login(person)

    client.post(
        "/account/",
        {
            "preferred_language": "zh-hant",
            "current_time_zone": "Europe/Berlin",
            "theme": "dark",
        },
    )

    profile = UserProfile.objects.get(user=person)
    assert profile.current_time_zone == "Europe/Berlin"
    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_a_sign_out_needs_a_post_and_ends_the_session(client, person):
    client.force_login(person)
    assert client.get("/sign-out/").status_code == 405

    client.post("/sign-out/")

    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("family", "given", "full"),
    [("林", "晓雯", "林晓雯"), ("Reed", "Ann", "Ann Reed"), ("", "", "")],
)
def test_names_are_written_as_each_language_does(family, given, full):
    assert User(last_name=family, first_name=given).get_full_name() == full


def test_single_keys_can_be_switched_off(client, person):
    client.force_login(person)
    chosen = {
        "preferred_language": "en", "current_time_zone": "Asia/Shanghai", "theme": "dark",
    }  # fmt: skip
    assert "data-single-keys" not in client.get("/").content.decode()

    client.post("/account/", chosen)
    assert 'data-single-keys="off"' in client.get("/").content.decode()

    client.post("/account/", {**chosen, "single_keys": "on"})
    assert "data-single-keys" not in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_sign_in_leads_to_ours_and_keeps_what_was_asked_for(
    client, address, method
):
    answer = getattr(client, method)(f"{address}?next=/admin/pages/")

    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=/admin/pages/"
