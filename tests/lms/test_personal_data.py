"""What is held about people: handed out, forgotten, kept a limited time."""

from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from knowledge_base.models import Contribution, Favorite, Use
from lms.due import run_due_jobs
from lms.enums import Role
from lms.models import SearchWish
from lms.personal_data import StillHereError, anonymise
from lms.search_gaps import report_gap
from tests.factories.feedback import ReportFactory
from tests.factories.people import PASSWORD, StaffProfileFactory, UserFactory
from tests.factories.personal import FavoriteFactory, UseFactory
from tests.factories.proposals import ContributionFactory, proposal_on

pytestmark = pytest.mark.django_db


def somebody(**options):
    """Return a person about whom everything is held."""
    person = UserFactory(username="zhangsan", last_name="张", first_name="三")
    StaffProfileFactory(user=person, staff_number="0417", **options)
    for make, name in (
        (FavoriteFactory, "user"),
        (UseFactory, "user"),
        (ReportFactory, "reporter"),
        (ContributionFactory, "actor"),
    ):
        make(**{name: person})
    proposal_on(user=person)
    report_gap(query="运费", wish="运费谁出", user=person, day=timezone.localdate())
    return person


def leaver():
    return somebody(
        joined_date=timezone.localdate() - timedelta(days=90),
        leaves_date=timezone.localdate() - timedelta(days=1),
    )


def test_one_gets_what_is_held_about_oneself_and_nothing_of_others(client_as):
    person = somebody()
    ReportFactory(text="别人写的")

    answer = client_as(user=person).get(reverse("lms:my_data"))

    assert "attachment" in answer["Content-Disposition"]
    held = answer.json()
    assert held["lms.account"][0]["staff_number"] == "0417"
    kinds = ("uses", "favorites", "reports", "proposals", "contributions")
    assert [len(held[f"lms_knowledge_base.{kind}"]) for kind in kinds] == [1] * 5
    assert held["lms.searches_without_result"][0]["text"] == "运费谁出"
    assert "别人写的" not in answer.content.decode()


def test_the_account_page_leads_to_the_file(client_as):
    page = client_as(Role.AGENT).get(reverse("lms:preferences"))

    assert reverse("lms:my_data") in page.content.decode()


def test_a_leaver_is_made_anonymous_in_the_admin(client_as, client):
    person, admin = leaver(), client_as(Role.PLUGIN_ADMIN)
    address = reverse("lms_anonymise", args=[person.pk])
    listing = admin.get(reverse("wagtailusers_users:index")).content.decode()
    assert address in listing
    assert (
        "zhangsan"
        in admin.get(reverse("lms_personal_data", args=[person.pk])).content.decode()
    )

    assert admin.post(address, {"username": "wangwu"}).context["form"].errors
    assert admin.post(address, {"username": "zhangsan"}).status_code == 302

    person.refresh_from_db()
    names = (person.last_name, person.first_name, person.email)
    assert names == ("", "", "")
    assert person.username.startswith("leaver-")
    assert person.staff_profile.staff_number is None
    client.post(
        reverse("lms:sign_in"), {"username": person.username, "password": PASSWORD}
    )
    assert client.get(reverse("lms:home")).status_code == 302
    assert Contribution.objects.get().actor == person
    assert Use.objects.get().user is None
    assert not Favorite.objects.exists()
    for name in ("wagtailusers_users:index", "lms_proposals:index"):
        page = client_as(role="admin").get(reverse(name)).content.decode()
        assert "zhangsan" not in page
        assert "张三" not in page


def test_nobody_is_made_anonymous_who_still_signs_in(client_as):
    person, admin = somebody(), client_as(Role.PLUGIN_ADMIN)

    page = admin.post(
        reverse("lms_anonymise", args=[person.pk]), {"username": "zhangsan"}
    )

    assert page.context["form"].non_field_errors()
    with pytest.raises(StillHereError):
        anonymise(person=person, user=admin.user, now=timezone.now())


def test_neither_oneself_nor_a_superuser_is_made_anonymous():
    admin = UserFactory(role=Role.PLUGIN_ADMIN)
    for person in (admin, UserFactory(role="admin", is_active=False)):
        with pytest.raises(PermissionDenied):
            anonymise(person=person, user=admin, now=timezone.now())


def test_the_command_asks_and_refuses_who_is_still_here(monkeypatch):
    person, out = leaver(), StringIO()
    monkeypatch.setattr("builtins.input", lambda _question: "")
    for arguments in (["nobody", "--yes"], ["zhangsan"]):
        with pytest.raises(CommandError):
            call_command("anonymise", *arguments)
    UserFactory(username="lisi")
    with pytest.raises(CommandError, match="still sign in"):
        call_command("anonymise", "lisi", "--yes")

    call_command("anonymise", "zhangsan", "--yes", stdout=out)

    person.refresh_from_db()
    assert person.username in out.getvalue()


def test_logs_are_kept_as_long_as_the_setting_says(settings):
    settings.LMS_LOGS_KEPT_DAYS = 10
    now, person = timezone.now(), UserFactory()
    report_gap(query="运费", wish="运费谁出", user=person, day=now.date())
    UseFactory(user=person, used_at=now)

    [*run_due_jobs(clock=lambda: now + timedelta(days=9))]
    assert (SearchWish.objects.get().user, Use.objects.count()) == (person, 1)

    [*run_due_jobs(clock=lambda: now + timedelta(days=11))]
    assert (SearchWish.objects.get().user, Use.objects.count()) == (None, 0)


def test_the_same_is_handed_out_as_a_workbook(client_as):
    person = somebody()
    person.first_name = "=1+1"
    person.save()

    answer = client_as(user=person).get(f"{reverse('lms:my_data')}?format=xlsx")

    book = load_workbook(BytesIO(answer.content))
    heads, row = (list(cells) for cells in book["lms.account"].iter_rows())
    account = dict(zip((c.value for c in heads), row, strict=True))
    assert account["username"].value == "zhangsan"
    assert account["name"].data_type == "s"
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert "no-store" in answer["Cache-Control"]
