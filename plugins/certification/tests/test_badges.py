"""Badges: signed by the site, verified with what it tells the public, and taken back."""

import gzip
import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plugins.certification.services.badge_keys import (
    begin_keys,
    key_file,
    public_keys,
    replace_key,
)
from plugins.certification.services.badges import LENGTH
from plugins.certification.services.deciding import grant
from plugins.certification.services.marking import resume, revoke, suspend
from plugins.certification.tests.factories import (
    make_award,
    make_candidacy,
    make_level,
    sign_all,
)

pytestmark = pytest.mark.django_db
ROOT = "/plugins/certification"
SITE = "https://kb.example.com"


@pytest.fixture(autouse=True)
def site(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE


@pytest.fixture
def key():
    begin_keys()


@pytest.fixture
def award(agent):
    level = make_level(name="高级客服认证", name_en="Senior", text="能带教他人")
    return make_award(level, person=agent.user, begins=timezone.localdate())


@pytest.fixture
def manager_user(manager):
    return manager.user


def body_of(answer):
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def badge_of(client, award):
    return body_of(client.get(f"{ROOT}/certificates/{award.uuid}/badge.jwt"))


def path_of(address):
    assert address.startswith(f"{SITE}/")
    return address.removeprefix(SITE)


def verified(public, token):
    """Return what a stranger reads, who has the token and asks the site for the rest.

    Follows did:web by its own rules, with a library that the product does not use.
    """
    kid = jwt.get_unverified_header(token)["kid"]
    did, fragment = kid.split("#")
    *_words, host, first, second = did.split(":")
    document = public.get(f"/{first}/{second}/did.json").json()
    assert (host, document["id"]) == ("kb.example.com", did)
    method = next(m for m in document["verificationMethod"] if m["id"] == kid)
    assert method["id"] in document["assertionMethod"]
    assert "d" not in method["publicKeyJwk"]
    key = jwt.PyJWK(method["publicKeyJwk"], algorithm="EdDSA")
    claims = jwt.decode(token, key, algorithms=["EdDSA"], issuer=did)
    assert fragment == method["publicKeyJwk"]["kid"]
    return claims


def states_of(public, badge):
    """Return which of the lists that a badge names have its bit set."""
    found = set()
    for entry in badge["credentialStatus"]:
        token = body_of(public.get(path_of(entry["statusListCredential"])))
        told = verified(public, token)
        subject = told["credentialSubject"]
        assert told["id"] == entry["statusListCredential"]
        assert subject["statusPurpose"] == entry["statusPurpose"]
        packed = subject["encodedList"].removeprefix("u")
        bits = gzip.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        assert len(bits) * 8 == LENGTH
        index = int(entry["statusListIndex"])
        if format(bits[index // 8], "08b")[index % 8] == "1":
            found.add(entry["statusPurpose"])
    return found


@pytest.mark.usefixtures("key")
def test_a_stranger_verifies_a_badge_with_what_the_site_tells_the_public(agent, client, award):  # fmt: skip
    badge = verified(client, badge_of(agent, award))

    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["jti"] == badge["id"] == f"{SITE}{ROOT}/verify/{award.uuid}/"
    subject = badge["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == agent.user.get_full_name()
    assert subject["achievement"]["name"] == "高级客服认证 · Senior"
    assert subject["achievement"]["description"] == "能带教他人"
    day = award.expires_on.isoformat()
    assert badge["validUntil"] == f"{day}T23:59:59+08:00"
    assert client.get(path_of(badge["id"])).status_code == 200
    assert states_of(client, badge) == set()
    assert badge_of(agent, award) == badge_of(agent, award)


@pytest.mark.usefixtures("key")
def test_a_badge_that_was_tampered_with_is_refused(agent, client, award):
    head, body, signature = badge_of(agent, award).split(".")
    claims = json.loads(urlsafe_b64decode(body + "=="))
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "别人"
    other = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()

    wrong = jwt.utils.base64url_encode(bytes(64)).decode()

    for forged in (f"{head}.{other}.{signature}", f"{head}.{body}.{wrong}"):
        with pytest.raises(jwt.InvalidSignatureError):
            verified(client, forged)


@pytest.mark.usefixtures("key")
def test_a_badge_ends_with_its_certificate(agent, client):
    today = timezone.localdate()
    award = make_award(person=agent.user, begins=today - timedelta(9), days=9)
    token = badge_of(agent, award)
    begins, ends = (verified(client, token)[name] for name in ("nbf", "exp"))
    assert timedelta(seconds=ends - begins + 1) == timedelta(days=10)

    gone = make_award(person=agent.user, begins=today - timedelta(9), days=5)

    assert agent.get(f"{ROOT}/certificates/{gone.uuid}/badge.jwt").status_code == 404
    endless = make_award(person=agent.user, begins=today, days=None)
    assert "exp" not in verified(client, badge_of(agent, endless))


@pytest.mark.usefixtures("key")
def test_who_verifies_a_badge_sees_that_it_was_taken_back(agent, client, award, manager_user):  # fmt: skip
    others = [make_award() for _each in range(9)]
    badge = verified(client, badge_of(agent, award))
    about = {"award": award, "user": manager_user, "now": timezone.now()}

    suspend(reason="复核", **about)
    assert states_of(client, badge) == {"suspension"}
    resume(**about)
    assert states_of(client, badge) == set()
    revoke(reason="代考", **about)

    assert states_of(client, badge) == {"revocation"}
    for each in others:
        each_badge = {"credentialStatus": [{**entry, "statusListIndex": str(each.pk % LENGTH)} for entry in badge["credentialStatus"]]}  # fmt: skip
        assert states_of(client, each_badge) == set()
    assert agent.get(f"{ROOT}/certificates/{award.uuid}/badge.jwt").status_code == 404


@pytest.mark.usefixtures("key")
def test_the_badge_of_a_certificate_that_was_renewed_counts_no_more(agent, client, manager_user):  # fmt: skip
    today = timezone.localdate()
    level = make_level(renewal_days=60)
    old = make_award(level, person=agent.user, begins=today - timedelta(9), days=40)
    badge = verified(client, badge_of(agent, old))
    row = make_candidacy(level, person=agent.user, renews=old)
    sign_all(row)

    new = grant(candidacy=row, user=manager_user, now=timezone.now())

    assert states_of(client, badge) == {"revocation"}
    assert states_of(client, verified(client, badge_of(agent, new))) == set()


@pytest.mark.usefixtures("key")
def test_a_badge_is_baked_into_a_picture(agent, client, award):
    picture = body_of(agent.get(f"{ROOT}/certificates/{award.uuid}/badge.svg"))

    root = ElementTree.fromstring(picture)  # noqa: S314 (our own)
    first = next(iter(root))
    assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert verified(client, first.get("verify"))["jti"].endswith(f"{award.uuid}/")
    assert "高级客服认证" in "".join(root.itertext())
    assert picture.startswith("<svg")


@pytest.mark.usefixtures("key")
def test_names_in_a_picture_stay_text(agent):
    level = make_level(name="<script>alert(1)</script>", name_en='"><script/>')
    award = make_award(level, person=agent.user, begins=timezone.localdate())

    picture = body_of(agent.get(f"{ROOT}/certificates/{award.uuid}/badge.svg"))

    assert "<script" not in picture
    ElementTree.fromstring(picture)  # noqa: S314 (our own)


@pytest.mark.usefixtures("key")
def test_a_badge_is_for_its_holder_alone(agent, manager):
    other = make_award(begins=timezone.localdate())

    for form in ("jwt", "svg"):
        path = f"{ROOT}/certificates/{other.uuid}/badge.{form}"
        assert agent.get(path).status_code == 404
        assert manager.get(path).status_code == 404
    page = manager.get(f"{ROOT}/certificates/{other.uuid}/")
    assert "badge.jwt" not in page.content.decode()


def test_without_a_key_there_are_no_badges(agent, client, award):
    page = agent.get(f"{ROOT}/certificates/{award.uuid}/")
    assert "badge.jwt" not in page.content.decode()
    own = f"certificates/{award.uuid}"
    for path in (f"{own}/badge.jwt", f"{own}/badge.svg", "badges/revocation/0/"):  # fmt: skip
        assert agent.get(f"{ROOT}/{path}").status_code == 404

    assert agent.get(f"{ROOT}/did.json").json()["verificationMethod"] == []

    begin_keys()

    page = agent.get(f"{ROOT}/certificates/{award.uuid}/")
    assert "badge.jwt" in page.content.decode()


@pytest.mark.usefixtures("key")
def test_a_list_is_the_same_for_all_and_asks_little(client, award):
    address = reverse("lms_certification:badge_status", args=["revocation", 0])
    client.get(address)

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)

    assert len(captured) <= 4
    assert "max-age=300" in answer["Cache-Control"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    for wrong in (["revocation", 9], ["nothing", 0]):
        missing = reverse("lms_certification:badge_status", args=wrong)
        assert client.get(missing).status_code == 404


@pytest.mark.usefixtures("key")
def test_with_a_new_key_old_badges_stay_good_unless_it_is_forgotten(agent, client, award):  # fmt: skip
    old = badge_of(agent, award)

    replace_key()
    new = badge_of(agent, award)
    assert old != new
    assert verified(client, old)["jti"] == verified(client, new)["jti"]
    assert key_file().read_text().count('"d"') == 1

    replace_key(forgets=True)
    for token in (old, new):
        with pytest.raises(StopIteration):
            verified(client, token)
    assert verified(client, badge_of(agent, award))


def test_the_command_makes_a_key_once_that_its_owner_alone_reads():
    def said(*arguments):
        out = StringIO()
        call_command("badge_key", *arguments, stdout=out)
        return out.getvalue()

    assert "from now on" in said()
    assert "already" in said()
    first = public_keys()
    assert len(first) == 1
    assert key_file().stat().st_mode & 0o777 == 0o600
    said("--replace")
    assert public_keys()[1:] == first
    said("--replace", "--forget")
    assert len(public_keys()) == 1
    with pytest.raises(CommandError):
        said("--forget")
