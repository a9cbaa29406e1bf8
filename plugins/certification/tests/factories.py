"""Levels, candidates and certificates, made without the way there."""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from plugins.certification.enums import CandidacyState
from plugins.certification.models import (
    Award,
    Candidacy,
    Decision,
    Level,
    LevelVersion,
    Scheme,
    SignOff,
    SignOffTopic,
)
from plugins.certification.services.deciding import renewal_day
from plugins.certification.services.evaluating import hash_of
from tests.factories.people import UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 20)
_numbers = count(1)


def make_topic(**fields):
    code = f"topic-{next(_numbers)}"
    return SignOffTopic.objects.create(code=code, **{"name": "模拟考核", **fields})


def asks(*parts, rule="all", needed=None):
    """Return a group."""
    more = {} if needed is None else {"needed": needed}
    return {"rule": rule, "parts": [*parts], **more}


def leaf(kind="signed_off", *, again=True, **parameters):
    """Return a requirement of one of our kinds."""
    key = kind if "." in kind else f"lms_certification.{kind}"
    return {"kind": key, "parameters": parameters, "again": again}


def make_scheme(**fields):
    number = next(_numbers)
    return Scheme.objects.create(
        code=f"scheme-{number}", **{"name": f"认证{number}", **fields}
    )


def make_level(*, tree=None, scheme=None, rank=1, **fields):
    """Return a level that is published; without a tree it asks for a sign-off."""
    number = next(_numbers)
    level = Level.objects.create(
        scheme=scheme or make_scheme(),
        rank=rank,
        code=f"level-{number}",
        **{"name": f"级别{number}", "name_en": f"Level {number}", **fields},
    )
    asked = tree or asks(leaf(topic=make_topic().code))
    LevelVersion.objects.create(
        level=level, number=1, tree=asked, created_at=NOW, published_at=NOW
    )
    return level


def version_of(level):
    return LevelVersion.objects.newest().get(level=level)


def make_candidacy(level=None, *, person=None, **fields):
    level = level or make_level()
    return Candidacy.objects.create(
        person=person or UserFactory(),
        level=level,
        version=version_of(level),
        **{"opened_at": NOW, **fields},
    )


def make_sign_off(person, topic, *, day=TODAY, by=None):
    return SignOff.objects.create(
        person=person,
        topic=topic,
        signed_on=day,
        note="两位顾客都处理得稳",
        signed_by=by or UserFactory(),
        created_at=NOW,
    )


def sign_all(candidacy, *, day=None):
    """Sign off whatever a candidacy asks to be signed off."""
    for part in candidacy.version.tree["parts"]:
        topic = SignOffTopic.objects.get(code=part["parameters"]["topic"])
        make_sign_off(candidacy.person, topic, day=day or localdate())


def make_award(level=None, *, person=None, begins=TODAY, days=365, **fields):
    """Return a certificate; `days` is None for one without end."""
    level = level or make_level()
    row = make_candidacy(
        level, person=person, state=CandidacyState.ISSUED, closed_at=NOW
    )
    decision = Decision.objects.create(
        candidacy=row,
        is_granted=True,
        basis={"found": []},
        sha256=hash_of({}),
        decided_by=UserFactory(),
        decided_at=NOW,
    )
    expires = None if days is None else begins + timedelta(days=days)
    snapshot = {
        "scheme": [level.scheme.name, level.scheme.name_en],
        "level": [level.name, level.name_en],
    }
    return Award.objects.create(
        serial=f"S-{row.pk}",
        person=row.person,
        level=level,
        candidacy=row,
        decision=decision,
        issued_at=NOW,
        valid_from=begins,
        held_since=begins,
        expires_on=expires,
        renews_from=renewal_day(begins, expires, level.renewal_days),
        snapshot=snapshot,
        sha256=hash_of(snapshot),
        **fields,
    )
