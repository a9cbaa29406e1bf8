"""What is found of people: each kind of requirement, many people at once, what is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from knowledge_base.enums import ContributionKind
from knowledge_base.services.contributions import Credit, record_contribution, take_back
from lms.events import dispatch
from lms.extensions import Candidate, Finding, RequirementKind, requirement_kinds
from lms.models import Notification, PublishedEvent
from lms.plugins.switching import disable
from plugins.certification.enums import CandidacyState
from plugins.certification.exceptions import PublishedError, TreeError
from plugins.certification.models import Candidacy, LevelVersion
from plugins.certification.services.candidacies import withdraw
from plugins.certification.services.evaluating import (
    report_of,
    reports_of,
    reports_of_all,
)
from plugins.certification.services.ladder import ladder_of
from plugins.certification.services.renewing import remind_and_renew
from plugins.certification.services.versions import (
    change_draft,
    discard_draft,
    draft_of,
    publish_version,
)
from plugins.certification.tests.factories import (
    NOW,
    TODAY,
    asks,
    leaf,
    make_award,
    make_candidacy,
    make_level,
    make_scheme,
    make_sign_off,
    make_topic,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def found(person, part, *, since=None, day=TODAY):
    return reports_of(asks(part), [Candidate(person, day, since)])[person.pk]


def test_a_level_is_held_by_whoever_holds_it_or_a_higher_one_that_counts():
    scheme, person = make_scheme(), UserFactory()
    low, high = (make_level(scheme=scheme, rank=rank) for rank in (1, 2))
    part = leaf("level_held", level=low.code)
    assert not found(person, part).is_met
    make_award(high, person=person, begins=TODAY, days=10)

    assert found(person, part).is_met
    assert not found(person, leaf("level_held", level=make_level().code)).is_met
    with translation.override("en"):
        late = found(person, part, day=TODAY + timedelta(days=11))
    assert not late.is_met
    assert "renew" in late.missing[0]
    assert not found(person, leaf("level_held", level="gone")).is_met


def test_months_of_service_are_counted_from_the_staff_profile():
    part = leaf("months_of_service", months=6)
    here = StaffProfileFactory(joined_date=TODAY - timedelta(days=92)).user

    report = found(here, part)

    assert (report.is_met, report.percent) == (False, 50)
    assert found(here, part, day=TODAY + timedelta(days=120)).is_met
    assert not found(UserFactory(), part).is_met


def test_a_sign_off_counts_in_its_time_and_while_it_stands():
    topic, person = make_topic(), UserFactory()
    part = leaf(topic=topic.code)
    row = make_sign_off(person, topic)

    report = found(person, part)

    assert report.is_met
    assert report.basis[0]["evidence"] == [f"lms_certification.signoff:{row.pk}"]
    assert not found(person, part, since=TODAY + timedelta(days=1)).is_met
    assert not found(person, part, day=TODAY - timedelta(days=1)).is_met
    assert not found(UserFactory(), part).is_met


def test_contributions_that_were_taken_back_do_not_count():
    person, part = UserFactory(), leaf("contributions", number=2)
    rows = [
        record_contribution(
            Credit(actor=person, kind=ContributionKind.AUTHORED, key=str(n)), now=NOW
        )
        for n in range(2)
    ]
    assert found(person, part).is_met

    take_back(contribution=rows[0], user=None, reason="x", now=NOW)

    assert found(person, part).percent == 50


class Raising(RequirementKind):
    label = "Raising"

    def describe(self, parameters):
        raise RuntimeError

    def evaluate(self, candidates, parameters):
        raise RuntimeError


class OfNobody(RequirementKind):
    label = "Of nobody"

    def describe(self, parameters):
        return "Of nobody"

    def evaluate(self, candidates, parameters):
        return {}


class Counting(RequirementKind):
    """Finds whoever it is asked about, and counts how often it is asked."""

    label = "Counting"
    asked = 0

    def describe(self, parameters):
        return "Counting"

    def evaluate(self, candidates, parameters):
        type(self).asked += 1
        return {
            each.person.pk: Finding(is_met=True, reason="Yes.", value=1)
            for each in candidates
        }


@pytest.fixture
def kind():
    """Return a function that registers a kind for the time of the test."""
    keys = []

    def register(item, key="lms_case_studies.tried"):
        requirement_kinds.register(key, item)
        keys.append(key)
        return key

    yield register
    for key in keys:
        requirement_kinds.unregister(key)


@pytest.fixture
def foreign(monkeypatch):
    """Let kinds of these tests pass as another plugin's."""
    monkeypatch.setattr("lms.extension_points._label_of", lambda _item: None)


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize("item", [Raising(), OfNobody()])
def test_what_raises_or_says_nothing_is_not_met(kind, item):
    report = found(UserFactory(), leaf(kind(item)))

    assert not report.is_met
    assert report.root.parts[0].label in {"Raising", "Of nobody"}
    assert report.missing[0]


@pytest.mark.usefixtures("foreign")
def test_what_a_plugin_asks_for_cannot_be_checked_while_it_is_off(kind):
    part, person = leaf(kind(Counting())), UserFactory()
    assert found(person, part).is_met

    disable("lms_case_studies", cascade=True)

    report = found(person, part)
    assert not report.is_met
    assert not report.root.parts[0].is_known
    assert not found(person, leaf("nobody.knows")).is_met


@pytest.mark.usefixtures("foreign")
def test_many_people_are_asked_of_at_once(kind):
    counting = Counting()
    key = kind(counting)
    tree = asks(
        leaf(key),
        leaf(key),
        leaf(topic=make_topic().code),
        leaf("months_of_service", months=1),
        leaf("contributions", number=1),
        leaf("level_held", level="x"),
    )
    level = make_level(tree=tree)

    def queries(number):
        rows = [make_candidacy(level) for _each in range(number)]
        Counting.asked = 0
        with CaptureQueriesContext(connection) as captured:
            assert len(reports_of_all(rows, TODAY)) == number
        assert Counting.asked == 1
        return len(captured)

    assert queries(1) == queries(30)


def test_a_draft_is_published_once_and_stays():
    level, user = make_level(), UserFactory()
    draft = draft_of(level=level, user=user, now=NOW)
    assert draft_of(level=level, user=user, now=NOW) == draft
    assert draft.number == 2
    waiting = make_candidacy(level)
    assert waiting.version.number == 1

    for wrong in (asks(), asks(leaf(topic="x"), rule="some", needed=2), asks(leaf("x.y")), asks(leaf("level_held", level=level.code))):  # fmt: skip
        change_draft(version=draft, tree=wrong)
        with pytest.raises(TreeError):
            publish_version(version=draft, user=user, now=NOW)
    with pytest.raises(TreeError):
        change_draft(version=draft, tree={"rule": "none", "parts": []})
    change_draft(version=draft, tree=asks(leaf("contributions", number=1)))
    publish_version(version=draft, user=user, now=NOW)

    for act in (
        lambda: change_draft(version=draft, tree=asks()),
        lambda: discard_draft(version=draft),
        lambda: publish_version(version=draft, user=user, now=NOW),
    ):
        with pytest.raises(PublishedError):
            act()
    assert LevelVersion.objects.newest().get(level=level) == draft
    assert Candidacy.objects.get(pk=waiting.pk).version.number == 1
    another = draft_of(level=level, user=user, now=NOW)
    discard_draft(version=another)
    assert draft_of(level=level, user=user, now=NOW).number == 3


def day(number):
    return datetime(2026, 5, 20, 8, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(number)  # fmt: skip


def test_holders_are_reminded_once_for_each_number_of_days_and_a_renewal_begins():
    level = make_level(renewal_days=60)
    award = make_award(level, begins=TODAY - timedelta(days=265), days=365)
    make_award(make_level(), begins=TODAY, days=None)
    leaver = StaffProfileFactory(leaves_date=TODAY - timedelta(days=1)).user
    make_award(level, person=leaver, begins=TODAY - timedelta(days=300), days=365)

    for number in (0, 9, 10, 11, 11, 39, 40, 41, 75, 94, 95, 99, 101, 130):
        remind_and_renew(day(number))
        dispatch(now=day(number))

    events = PublishedEvent.objects.filter(kind="lms_certification.award_expiring")
    steps = [row.payload["days"] for row in events.order_by("pk")]
    assert steps == [90, 60, 30, 7]
    told = Notification.objects.filter(recipient=award.person)
    assert told.count() == 4
    renewal = Candidacy.objects.get(renews=award)
    assert renewal.state == CandidacyState.OPEN
    assert not Candidacy.objects.filter(person=leaver, renews__isnull=False).exists()


def test_a_renewal_that_was_withdrawn_is_opened_no_more():
    award = make_award(begins=TODAY - timedelta(days=350), days=365)
    remind_and_renew(NOW)
    row = Candidacy.objects.get(renews=award)

    withdraw(candidacy=row, user=award.person, now=NOW)
    line = remind_and_renew(NOW + timedelta(days=1))

    assert line.endswith("renewals opened: 0")
    assert Candidacy.objects.filter(renews=award).count() == 1


def test_what_a_higher_level_covers_need_not_be_renewed():
    scheme, person = make_scheme(), UserFactory()
    low, high = (make_level(scheme=scheme, rank=rank) for rank in (1, 2))
    begins = TODAY - timedelta(days=350)
    covered = make_award(low, person=person, begins=begins, days=365)
    make_award(high, person=person, begins=TODAY, days=700)

    line = remind_and_renew(NOW)

    assert line == "Reminders of expiry: 0, renewals opened: 0"
    assert covered.state_on(TODAY) == "expiring"
    steps = {step.level: step for step in ladder_of(person, TODAY)}
    assert steps[low].is_covered
    assert not steps[low].may_apply


def test_the_job_asks_as_much_for_many_as_for_one_once_all_are_told():
    level = make_level()

    def queries(number):
        for _each in range(number):
            make_award(level, begins=TODAY - timedelta(days=350), days=365)
        remind_and_renew(NOW)
        with CaptureQueriesContext(connection) as captured:
            remind_and_renew(NOW)
        return len(captured)

    assert queries(1) == queries(29)


def test_of_a_group_that_is_met_nothing_is_missing():
    person, topics = UserFactory(), [make_topic() for _each in range(3)]
    either = asks(*(leaf(topic=t.code) for t in topics[:2]), rule="any")
    level = make_level(tree=asks(either, leaf(topic=topics[2].code)))
    row = make_candidacy(level, person=person)
    assert len(report_of(row, TODAY).missing) == 3

    make_sign_off(person, topics[0])

    assert len(report_of(row, TODAY).missing) == 1
