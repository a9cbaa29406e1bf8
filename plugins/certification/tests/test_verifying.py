"""What the public reads of a certificate, and how often."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms import throttling
from lms.plugins.adjusting import change_settings, fingerprint
from lms.plugins.models import PluginState
from plugins.certification.tests.factories import make_award, make_level
from plugins.certification.views.certificates import MOST_A_MINUTE
from tests.factories.people import UserFactory
from tests.pages import forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/certification"


def test_anybody_with_the_address_sees_whether_a_certificate_counts(client):
    person = UserFactory(last_name="欧阳", first_name="听雨")
    award = make_award(
        make_level(name="高级认证", name_en=""),
        person=person,
        begins=timezone.localdate(),
    )
    address = reverse("lms_certification:verify", args=[award.uuid])

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex, nofollow"' in page
    assert "欧阳**" in page
    assert "听雨" not in page
    assert "高级认证" in page
    assert "notice--success" in page
    assert forbidden_in(answer) == []
    assert len(captured) <= 6
    assert client.get(address.replace(str(award.uuid)[:4], "0000")).status_code == 404
    stored = PluginState.objects.get(label="lms_certification").settings
    change_settings(
        label="lms_certification",
        declared=apps.get_app_config("lms_certification").settings,
        values={"masks_names": False},
        seen=fingerprint(stored),
    )
    assert "欧阳听雨" in client.get(address).content.decode()


def test_who_verifies_too_often_is_asked_to_wait(client, monkeypatch):
    clock = iter([1_000_000_000.0] * 32 + [1_000_000_060.0])
    monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: next(clock)))
    award = make_award(begins=timezone.localdate())
    address = reverse("lms_certification:verify", args=[award.uuid])

    def ask(**options):
        return client.get(address, headers={"accept-language": "en"}, **options)

    answers = [ask() for _time in range(MOST_A_MINUTE)]
    refused = ask()
    elsewhere = ask(REMOTE_ADDR="10.9.8.7")
    later = ask()

    assert {answer.status_code for answer in answers} == {200}
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "You can look again in" in refused.content.decode()
    assert forbidden_in(refused) == []
    assert (elsewhere.status_code, later.status_code) == (200, 200)


def test_a_whole_name_in_one_field_is_masked_as_well(client):
    person = UserFactory(last_name="彭予安", first_name="")
    award = make_award(person=person, begins=timezone.localdate())

    page = client.get(f"{ROOT}/verify/{award.uuid}/").content.decode()

    assert "彭**" in page
    assert "予安" not in page


def test_what_does_not_count_says_so_to_the_public(client):
    today = timezone.localdate()
    expired = make_award(begins=today - timedelta(days=20), days=10)
    revoked = make_award(mark="revoked", mark_reason="代考")

    for award in (expired, revoked):
        page = client.get(f"{ROOT}/verify/{award.uuid}/").content.decode()
        assert "notice--error" in page
        assert "notice--success" not in page
        assert "代考" not in page  # why is nobody else's business
