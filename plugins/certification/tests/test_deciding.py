"""From the first step to the certificate, and what becomes of that."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localdate

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, PublishedEvent
from lms.models.append_only import RowsStayError
from plugins.certification.enums import AwardState, CandidacyState
from plugins.certification.events import CandidacyProposed
from plugins.certification.exceptions import (
    ElsewhereError,
    FourEyesError,
    HeldAlreadyError,
    LeftError,
    NotMetError,
    NotOfferedError,
    OwnCaseError,
    ReasonMissingError,
    SuspendedError,
)
from plugins.certification.models import (
    Award,
    Candidacy,
    Decision,
    Level,
    LevelVersion,
    SignOff,
)
from plugins.certification.services.candidacies import (
    apply_for,
    propose,
    send_back,
    sign_off,
    take_back,
    withdraw,
)
from plugins.certification.services.deciding import grant, issue, reject
from plugins.certification.services.evaluating import hash_of
from plugins.certification.services.marking import resume, revoke, suspend
from plugins.certification.tests.factories import (
    NOW,
    TODAY,
    make_award,
    make_candidacy,
    make_level,
    make_topic,
    sign_all,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return UserFactory(role=Role.TRAINER)


@pytest.fixture
def manager():
    return UserFactory(role=Role.MANAGER)


def ready(level=None, *, person=None, now=NOW):
    """Return a candidacy of which nothing is missing."""
    row = make_candidacy(level, person=person)
    sign_all(row, day=localdate(now))
    return row


def kinds():
    return [*PublishedEvent.objects.values_list("kind", flat=True)]


def test_whoever_applies_twice_is_on_the_way_once():
    level, person = make_level(), UserFactory()

    first = apply_for(level=level, person=person, now=NOW)
    again = apply_for(level=level, person=person, now=NOW)

    assert first == again
    assert first.version.number == 1
    assert kinds().count("lms_certification.candidacy_opened") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        make_candidacy(level, person=person)


def test_nobody_applies_for_what_is_not_offered_or_is_held_already():
    person = UserFactory()
    off = make_level(is_on=False)
    held = make_level(renewal_days=10)
    make_award(held, person=person, begins=TODAY, days=100)
    bare = make_level()
    LevelVersion.objects.filter(level=bare).delete()

    for level, error in ((off, NotOfferedError), (bare, NotOfferedError), (held, HeldAlreadyError)):  # fmt: skip
        with pytest.raises(error):
            apply_for(level=level, person=person, now=NOW)
    leaver = StaffProfileFactory(leaves_date=TODAY - timedelta(days=1)).user
    with pytest.raises(LeftError):
        apply_for(level=make_level(), person=leaver, now=NOW)
    assert apply_for(level=held, person=person, now=NOW + timedelta(days=95)).renews


def test_an_expired_level_is_begun_anew():
    person, level = UserFactory(), make_level()
    make_award(level, person=person, begins=TODAY - timedelta(days=100), days=50)

    assert apply_for(level=level, person=person, now=NOW).renews is None


def test_what_is_missing_is_named_and_nobody_gets_past_it(trainer, manager):
    row = make_candidacy()

    for step, user in ((propose, trainer), (grant, manager)):
        with pytest.raises(NotMetError) as caught:
            step(candidacy=row, user=user, now=NOW)
        assert caught.value.missing
    assert not Decision.objects.exists()
    assert Candidacy.objects.get(pk=row.pk).state == CandidacyState.OPEN


def test_nobody_acts_about_oneself():
    person = UserFactory(role=Role.MANAGER)
    person.groups.add(*UserFactory(role=Role.TRAINER).groups.all())
    row, topic = ready(person=person), make_topic()
    award = make_award(person=person)

    acts = [
        lambda: propose(candidacy=row, user=person, now=NOW),
        lambda: grant(candidacy=row, user=person, now=NOW),
        lambda: reject(candidacy=row, user=person, reason="x", now=NOW),
        lambda: sign_off(person=person, topic=topic, note="x", user=person, now=NOW),
        lambda: revoke(award=award, user=person, reason="x", now=NOW),
        lambda: suspend(award=award, user=person, reason="x", now=NOW),
    ]

    for act in acts:
        with pytest.raises(OwnCaseError):
            act()


def test_a_role_does_what_it_may(trainer, manager):
    row, topic, award = ready(), make_topic(), make_award()
    agent = UserFactory(role=Role.AGENT)

    refused = [
        lambda: propose(candidacy=row, user=agent, now=NOW),
        lambda: grant(candidacy=row, user=trainer, now=NOW),
        lambda: reject(candidacy=row, user=trainer, reason="x", now=NOW),
        lambda: sign_off(
            person=row.person, topic=topic, note="x", user=manager, now=NOW
        ),
        lambda: revoke(award=award, user=trainer, reason="x", now=NOW),
        lambda: withdraw(candidacy=row, user=manager, now=NOW),
    ]

    for act in refused:
        with pytest.raises(PermissionDenied):
            act()


def test_one_person_certifies_once_however_often_the_button_is_pressed(manager):
    level = make_level(validity_months=24, renewal_days=90)
    row = ready(level)

    award = grant(candidacy=row, user=manager, now=NOW)
    again = grant(candidacy=row, user=manager, now=NOW + timedelta(days=3))
    assert issue(decision=award.decision, now=NOW) == award == again

    assert (award.valid_from, str(award.expires_on)) == (TODAY, "2028-05-19")
    assert award.state_on(TODAY) == AwardState.ACTIVE
    assert award.sha256 == hash_of(award.snapshot)
    decision = Decision.objects.get()
    assert decision.sha256 == hash_of(decision.basis)
    assert decision.basis["found"][0]["is_met"]
    assert decision.basis["found"][0]["evidence"]
    assert kinds().count("lms_certification.award_issued") == 1
    done = PublishedEvent.objects.get(kind="lms.activity_done")
    assert done.payload == {"activity": "lms_certification.certificate_awarded"}
    assert done.actor_id == row.person_id


def test_where_two_people_decide_whoever_proposed_is_not_the_second(manager):
    row = ready(make_level(needs_second_person=True))
    other = UserFactory(role=Role.MANAGER)

    with pytest.raises(FourEyesError):
        grant(candidacy=row, user=manager, now=NOW)
    propose(candidacy=row, user=manager, now=NOW)
    with pytest.raises(FourEyesError):
        grant(candidacy=row, user=manager, now=NOW)

    award = grant(candidacy=row, user=other, now=NOW)
    assert award.decision.proposed_by == manager
    assert award.decision.decided_by == other


@pytest.mark.parametrize(
    "go_on",
    [
        lambda row, user: grant(candidacy=row, user=user, now=NOW),
        lambda row, user: reject(candidacy=row, user=user, reason="x", now=NOW),
        lambda row, user: send_back(candidacy=row, user=user, now=NOW),
        lambda row, user: withdraw(candidacy=row, user=row.person, now=NOW),
    ],
    ids=["granted", "rejected", "sent back", "withdrawn"],
)
def test_once_somebody_has_decided_it_waits_for_nobody_else(go_on, trainer, manager):
    UserFactory(role=Role.MANAGER)
    row = apply_for(level=make_level(), person=UserFactory(), now=NOW)
    waits = Notification.objects.filter(kind__contains="candidacy_").unread()
    dispatch(now=NOW)
    assert waits.count() == 1  # who signs off
    sign_all(row, day=TODAY)
    propose(candidacy=row, user=trainer, now=NOW)
    dispatch(now=NOW)
    assert {each.kind for each in waits.all()} == {CandidacyProposed.name}
    assert waits.count() == 2

    go_on(row, manager)

    assert not waits.exists()


def test_a_proposal_waits_for_those_who_may_decide_on_it(trainer, manager):
    one, two = make_level(), make_level(needs_second_person=True)
    by_trainer, by_manager = ready(one), ready(two)
    propose(candidacy=by_trainer, user=trainer, now=NOW)
    propose(candidacy=by_manager, user=manager, now=NOW)
    own = ready(make_level(), person=manager)
    propose(candidacy=own, user=trainer, now=NOW)
    ready(make_level())  # nobody has proposed it

    other = UserFactory(role=Role.MANAGER)
    waiting = Candidacy.objects.waiting_for
    assert {*waiting(manager)} == {by_trainer}
    assert {*waiting(other)} == {by_trainer, by_manager, own}


def test_a_proposal_is_taken_back_and_made_again(trainer):
    row = ready()
    propose(candidacy=row, user=trainer, now=NOW)
    with pytest.raises(ElsewhereError):
        propose(candidacy=row, user=trainer, now=NOW)

    send_back(candidacy=row, user=trainer, now=NOW)
    with pytest.raises(ElsewhereError):
        send_back(candidacy=row, user=trainer, now=NOW)
    propose(candidacy=row, user=trainer, now=NOW + timedelta(minutes=1))

    assert kinds().count("lms_certification.candidacy_proposed") == 2


def test_who_is_rejected_reads_why_and_may_try_again(manager):
    row = ready()
    with pytest.raises(ReasonMissingError):
        reject(candidacy=row, user=manager, reason="  ", now=NOW)

    reject(candidacy=row, user=manager, reason="还差一次", now=NOW)

    with pytest.raises(ElsewhereError):
        grant(candidacy=row, user=manager, now=NOW)
    assert apply_for(level=row.level, person=row.person, now=NOW) != row
    assert not Award.objects.exists()


def test_who_withdraws_may_try_again(manager):
    row = ready()

    for _click in "ab":
        withdraw(candidacy=row, user=row.person, now=NOW)

    with pytest.raises(ElsewhereError):
        grant(candidacy=row, user=manager, now=NOW)
    assert apply_for(level=row.level, person=row.person, now=NOW) != row
    granted = ready()
    grant(candidacy=granted, user=manager, now=NOW)
    with pytest.raises(ElsewhereError):
        withdraw(candidacy=granted, user=granted.person, now=NOW)


def test_a_decision_against_somebody_issues_nothing(manager):
    decision = reject(candidacy=ready(), user=manager, reason="还差一次", now=NOW)

    with pytest.raises(ElsewhereError):
        issue(decision=decision, now=NOW)

    assert not Award.objects.exists()


def test_a_certificate_is_suspended_resumed_and_revoked_with_a_reason(manager):
    award = make_award()
    with pytest.raises(ReasonMissingError):
        suspend(award=award, user=manager, reason="", now=NOW)

    suspend(award=award, user=manager, reason="质检不合格", now=NOW)
    award.refresh_from_db()
    assert award.state_on(TODAY) == AwardState.SUSPENDED
    with pytest.raises(SuspendedError):
        apply_for(level=award.level, person=award.person, now=NOW)
    with pytest.raises(ElsewhereError):
        suspend(award=award, user=manager, reason="x", now=NOW)
    resume(award=award, user=manager, now=NOW)
    assert Award.objects.held_on(TODAY).exists()
    revoke(award=award, user=manager, reason="代考", now=NOW)

    with pytest.raises(ElsewhereError):
        resume(award=award, user=manager, now=NOW)
    assert not Award.objects.held_on(TODAY).exists()
    assert apply_for(level=award.level, person=award.person, now=NOW)
    assert {k.rpartition("_")[2] for k in kinds()} >= {
        "suspended",
        "resumed",
        "revoked",
    }


def test_a_sign_off_is_taken_back_by_another_row(trainer):
    row, topic = make_candidacy(), make_topic()
    said = {"person": row.person, "topic": topic, "user": trainer, "now": NOW}
    first = sign_off(note="稳", **said)
    assert sign_off(note="稳", **said) == first
    with pytest.raises(ReasonMissingError):
        sign_off(note=" ", **said)

    for _click in "ab":
        take_back(sign_off=first, user=trainer, reason="看错人", now=NOW)

    assert not SignOff.objects.standing().exists()
    assert SignOff.objects.count() == 2
    with pytest.raises(RowsStayError):
        first.delete()


def test_the_database_keeps_what_was_decided_published_and_issued(manager):
    award = grant(candidacy=ready(), user=manager, now=NOW)
    Level.objects.filter(pk=award.level_id).update(name="改名")  # that is no evidence
    version = LevelVersion.objects.filter(pk=award.candidacy.version_id)
    attempts = [
        lambda: Award.objects.filter(pk=award.pk).update(valid_from="2020-01-01"),
        lambda: Award.objects.filter(pk=award.pk).update(snapshot={}),
        lambda: Award.objects.filter(pk=award.pk).delete(),
        lambda: version.update(tree={"rule": "any", "parts": []}),
        lambda: Decision._base_manager.update(basis={}),
        lambda: Decision._base_manager.all().delete(),
        lambda: SignOff._base_manager.update(note="x"),
    ]

    for attempt in attempts:
        with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
            attempt()


def test_evidence_stays_when_somebody_is_deleted(manager):
    award = grant(candidacy=ready(), user=manager, now=NOW)
    person = award.person

    person.delete()
    manager.delete()

    award.refresh_from_db()
    assert award.person is None
    assert award.decision.decided_by is None
    assert award.state_on(TODAY) == AwardState.ACTIVE
    assert SignOff.objects.get().person is None
    assert person.get_full_name() not in str(award.snapshot) + str(award.decision.basis)
