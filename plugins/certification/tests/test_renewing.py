"""What follows a certificate: renewed in time, left lying, begun anew after its end."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from lms.enums import Role
from lms.models import PublishedEvent
from plugins.certification.enums import Mark
from plugins.certification.exceptions import NotMetError, SuspendedError
from plugins.certification.models import Award, Candidacy
from plugins.certification.services.candidacies import apply_for, propose
from plugins.certification.services.deciding import grant
from plugins.certification.services.marking import revoke, suspend
from plugins.certification.tests.factories import (
    NOW,
    TODAY,
    asks,
    leaf,
    make_award,
    make_candidacy,
    make_level,
    make_sign_off,
    make_topic,
    sign_all,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(role=Role.MANAGER)


def test_a_renewal_loses_no_day_and_replaces_the_old_one(manager):
    person = UserFactory()
    level = make_level(validity_months=12, renewal_days=60)
    old = make_award(level, person=person, begins=TODAY - timedelta(days=330), days=364)
    row = apply_for(level=level, person=person, now=NOW)
    sign_all(row, day=old.valid_from)
    with pytest.raises(NotMetError):  # what led to the old one does not count again
        grant(candidacy=row, user=manager, now=NOW)
    sign_all(row, day=TODAY)

    new = grant(candidacy=row, user=manager, now=NOW)

    old.refresh_from_db()
    assert old.mark == Mark.SUPERSEDED
    assert str(new.expires_on) == "2027-06-23"  # a year after the old one's last day
    assert new.is_held_on(TODAY)
    assert new.held_since == old.valid_from
    assert [*Award.objects.held_on(TODAY)] == [new]
    told = PublishedEvent.objects.filter(kind="lms.activity_done")
    assert told.count() == 1  # reached before: others count it once


def test_an_old_certificate_that_has_expired_makes_room_for_a_new_one(manager):
    level, person = make_level(validity_months=12), UserFactory()
    old = make_award(level, person=person, begins=TODAY - timedelta(90), days=30)
    row = apply_for(level=level, person=person, now=NOW)
    sign_all(row, day=TODAY)

    new = grant(candidacy=row, user=manager, now=NOW)

    old.refresh_from_db()
    assert old.mark == Mark.SUPERSEDED
    assert new.held_since == TODAY  # there was a gap
    assert str(new.expires_on) == "2027-05-19"


@pytest.mark.parametrize("mark", ["", "revoked"])
def test_what_led_to_a_certificate_that_ended_does_not_lead_to_a_new_one(manager, mark):
    level, person = make_level(), UserFactory()
    first = make_candidacy(level, person=person)
    sign_all(first, day=localdate(NOW - timedelta(100)))
    old = grant(candidacy=first, user=manager, now=NOW - timedelta(100))
    day = old.expires_on + timedelta(1)
    if mark:
        day = TODAY
        revoke(award=old, user=manager, reason="代考", now=NOW)
    later = NOW + (day - TODAY)

    row = apply_for(level=level, person=person, now=later)
    with pytest.raises(NotMetError):
        grant(candidacy=row, user=manager, now=later)
    sign_all(row, day=day)

    assert grant(candidacy=row, user=manager, now=later).is_held_on(day)


def test_what_is_not_asked_again_may_be_of_any_age(manager):
    person, topics = UserFactory(), [make_topic(), make_topic()]
    once, always = (leaf(topic=t.code, again=n > 0) for n, t in enumerate(topics))
    level = make_level(tree=asks(once, always))
    make_award(level, person=person, begins=TODAY - timedelta(90), days=30)
    make_sign_off(person, topics[0], day=TODAY - timedelta(95))
    row = apply_for(level=level, person=person, now=NOW)
    with pytest.raises(NotMetError):
        grant(candidacy=row, user=manager, now=NOW)

    make_sign_off(person, topics[1], day=TODAY)

    assert grant(candidacy=row, user=manager, now=NOW)


@pytest.mark.parametrize("ends", ["revoked", "expired"])
def test_a_renewal_that_is_left_lying_asks_for_everything(manager, ends):
    """The shorter way is for whoever still holds the level."""
    person, topics = UserFactory(), [make_topic(), make_topic()]
    once, always = (leaf(topic=t.code, again=n > 0) for n, t in enumerate(topics))
    level = make_level(tree=asks(once, always), renewal_days=60)
    old = make_award(level, person=person, begins=TODAY - timedelta(330), days=364)
    row = apply_for(level=level, person=person, now=NOW)
    make_sign_off(person, topics[1], day=TODAY)
    now = NOW
    if ends == "revoked":
        revoke(award=old, user=manager, reason="代考", now=NOW)
    else:
        now = NOW + timedelta(40)

    with pytest.raises(NotMetError):
        grant(candidacy=row, user=manager, now=now)
    make_sign_off(person, topics[0], day=TODAY)

    new = grant(candidacy=row, user=manager, now=now)
    assert new.held_since == new.valid_from
    assert not new.decision.basis["is_renewal"]


def test_who_was_proposed_in_time_loses_nothing_by_a_late_decision(manager):
    person = UserFactory()
    level = make_level(validity_months=12, renewal_days=60)
    old = make_award(level, person=person, begins=TODAY - timedelta(330), days=335)
    row = apply_for(level=level, person=person, now=NOW)
    sign_all(row, day=TODAY)
    propose(candidacy=row, user=UserFactory(role=Role.TRAINER), now=NOW)

    new = grant(candidacy=row, user=manager, now=NOW + timedelta(days=9))

    assert new.held_since == old.valid_from
    assert new.decision.basis["is_renewal"]
    assert str(new.expires_on) == "2027-05-25"


def test_nobody_is_certified_anew_while_the_old_certificate_is_suspended(manager):
    level, person = make_level(renewal_days=60), UserFactory()
    old = make_award(level, person=person, begins=TODAY - timedelta(330), days=364)
    row = apply_for(level=level, person=person, now=NOW)
    sign_all(row, day=TODAY)
    suspend(award=old, user=manager, reason="复核", now=NOW)

    with pytest.raises(SuspendedError):
        grant(candidacy=row, user=manager, now=NOW)

    assert Award.objects.count() == 1
    assert Candidacy.objects.get(pk=row.pk).is_under_way
