"""People are told what concerns them, as they like, and nothing that is closed to them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import CollectionViewRestriction
from wagtail.users.models import UserProfile

from knowledge_base.enums import MistakeKind, ReportState
from knowledge_base.services.feedback import answer_report, report_mistake
from lms.enums import GapState, NotificationChannel, Role
from lms.events import dispatch
from lms.extensions import notification_types
from lms.mailing import (
    forget_mails,
    forget_notifications,
    queue_digests,
    send_mails,
    settle_mail,
)
from lms.models import MailState, Notification, OutgoingMail
from lms.notifications import choose, notify
from lms.retries import MOST_ATTEMPTS, delay_after
from lms.search_gaps import answer_gap, report_gap
from lms.targets import Target
from tests.factories.knowledge_base import CollectionFactory, FaqFactory, ScriptFactory
from tests.factories.people import StaffProfileFactory, UserFactory
from tests.pages import forbidden_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KIND = "lms_knowledge_base.content_published"
LIST, READ = "/notifications/", "/notifications/read/"


@pytest.fixture
def reader(client_as):
    client = client_as(Role.AGENT)
    UserProfile.objects.update_or_create(
        user=client.user, defaults={"preferred_language": "en"}
    )
    return client


def tell(person, content, key="k", now=NOON):
    return notify(
        kind=KIND, recipient=person, target=Target.of(content), key=key, now=now
    )


def wants(person, channel, kind=KIND):
    choose(user=person, channels={kind: channel})


def close(collection):
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="insiders"))


def text_of(client, address=LIST):
    return client.get(address).content.decode()


def send(now=NOON):
    return send_mails(clock=lambda: now)


def test_a_notification_says_what_happened_and_leads_there(reader):
    script = ScriptFactory(title="退款安抚")
    tell(reader.user, script)

    answer = reader.get(LIST)

    text = answer.content.decode()
    assert "“退款安抚”, which you own, was published." in text
    assert f'href="{script.get_absolute_url()}"' in text
    assert forbidden_in(answer) == []


def test_it_is_told_in_the_language_in_which_it_is_read(reader):
    tell(reader.user, ScriptFactory())
    with translation.override("zh-hans"):
        label = str(notification_types.get(KIND).label)

    UserProfile.objects.update(preferred_language="zh-hans")

    assert label in text_of(reader)


def test_of_what_was_closed_since_neither_title_nor_address_shows(reader):
    collection = CollectionFactory()
    script = ScriptFactory(title="机密方案", collection=collection)
    tell(reader.user, script)
    close(collection)

    text = text_of(reader)

    assert "机密方案" not in text
    assert script.get_absolute_url() not in text
    assert "No longer open to you" in text


def test_nobody_is_told_of_what_is_closed_to_them(reader):
    collection = CollectionFactory()
    close(collection)

    assert tell(reader.user, ScriptFactory(collection=collection)) is None


def test_what_is_gone_breaks_nothing(reader):
    script = ScriptFactory(title="退款安抚")
    tell(reader.user, script)
    script.delete()

    assert "退款安抚" not in text_of(reader)


def test_a_kind_that_nobody_registers_any_more_breaks_nothing(reader):
    tell(reader.user, ScriptFactory())
    Notification.objects.update(kind="gone.kind")

    assert "switched off" in text_of(reader)


def test_the_same_thing_is_told_once(reader):
    script = ScriptFactory()

    assert tell(reader.user, script) is not None
    assert tell(reader.user, script) is None


def test_the_bell_counts_what_was_not_read(reader):
    for number in range(3):
        tell(reader.user, ScriptFactory(), key=str(number))

    assert "Notifications: 3 unread" in text_of(reader, "/")
    reader.post(READ, {"notification": Notification.objects.first().pk})
    assert "Notifications: 2 unread" in text_of(reader, "/")
    reader.post(READ)
    assert "Notifications: 0 unread" in text_of(reader, "/")
    assert "You have read everything" in text_of(reader, f"{LIST}?show=unread")


def test_nobody_reads_or_marks_those_of_others(reader, client_as):
    tell(reader.user, ScriptFactory(title="退款安抚"))
    other = client_as(Role.AGENT)

    other.post(READ, {"notification": Notification.objects.get().pk})
    other.post(READ)

    assert "退款安抚" not in text_of(other)
    assert Notification.objects.get().read_at is None


@pytest.mark.cases
@pytest.mark.parametrize("key", ["x", "9" * 30, "-1", "٣", "0"])
def test_no_key_breaks_marking(reader, key):
    tell(reader.user, ScriptFactory())

    assert reader.post(READ, {"notification": key}).status_code == 302
    assert Notification.objects.get().read_at is None


@pytest.mark.cases
@pytest.mark.parametrize("page", ["", "x", "0", "-1", "99999"])
def test_no_page_number_breaks_the_list(reader, page):
    for number in range(21):
        tell(reader.user, ScriptFactory(), key=str(number))

    assert reader.get(LIST, {"page": page}).status_code == 200
    assert "2 of 2" in text_of(reader, f"{LIST}?page=2")


def test_an_empty_list_says_so(reader):
    assert "Nothing has happened yet" in text_of(reader)


@pytest.mark.once
def test_the_list_costs_as_much_with_20_as_with_one(reader):
    def cost():
        reader.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            reader.get(LIST)
        return len(queries)

    tell(reader.user, ScriptFactory(), key="script")
    tell(reader.user, FaqFactory(), key="FAQ")
    few = cost()
    for number in range(9):
        tell(reader.user, ScriptFactory(), key=f"s{number}")
        tell(reader.user, FaqFactory(), key=f"f{number}")

    assert cost() == few <= 12


def test_each_kind_can_be_chosen_in_the_preferences(reader):
    form = reader.get("/account/").context["form"]
    data = {**form.initial, f"told_{KIND}": "none"}

    assert reader.post("/account/", data).status_code == 302
    assert tell(reader.user, ScriptFactory()) is None
    shown = reader.get("/account/").context["form"][f"told_{KIND}"]
    assert shown.value() == "none"


def test_kinds_stand_in_the_preferences_by_what_tells_them(reader):
    groups = reader.get("/account/").context["form"].about_news

    assert KIND in {
        field.name.removeprefix("told_") for field in groups["Knowledge base"]
    }
    assert next(iter(groups)) == "General"


def test_a_mail_goes_out_at_once_in_the_persons_language(reader):
    wants(reader.user, NotificationChannel.MAIL)
    script = ScriptFactory(title="退款安抚")
    tell(reader.user, script)
    assert mail.outbox == []

    assert send() == (1, 0)
    assert send() == (0, 0)

    [message] = mail.outbox
    assert message.to == [reader.user.email]
    assert message.subject == "Something you own was published"
    assert f"http://127.0.0.1:8000{script.get_absolute_url()}" in message.body
    assert "“退款安抚”" in message.body


def test_what_was_closed_before_the_mail_went_out_is_not_in_it(reader):
    wants(reader.user, NotificationChannel.MAIL)
    collection = CollectionFactory()
    script = ScriptFactory(title="机密方案", collection=collection)
    tell(reader.user, script)
    close(collection)

    send()

    [message] = mail.outbox
    assert "机密方案" not in message.subject + message.body
    assert script.get_absolute_url() not in message.body


@pytest.mark.parametrize("way", ["locked", "left"])
def test_no_mail_goes_to_somebody_who_has_left(reader, way):
    wants(reader.user, NotificationChannel.MAIL)
    profile = StaffProfileFactory(user=reader.user)
    tell(reader.user, ScriptFactory())
    if way == "locked":
        reader.user.is_active = False
        reader.user.save()
    else:
        profile.leaves_date = NOON.date() - timedelta(days=1)
        profile.save()

    send()

    assert mail.outbox == []
    assert OutgoingMail.objects.get().state == MailState.LET_GO


@pytest.fixture
def dead_server(settings):
    settings.EMAIL_BACKEND = "tests.lms.dead_mail.EmailBackend"


def test_a_mail_that_fails_is_tried_again_until_it_is_given_up(reader, dead_server):
    wants(reader.user, NotificationChannel.MAIL)
    tell(reader.user, ScriptFactory())
    now = NOON
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert send(now) == (0, 1)
        assert send(now + delay_after(attempt) / 2) == (0, 0)
        now += delay_after(attempt)

    assert send(now + timedelta(days=1)) == (0, 0)
    kept = OutgoingMail.objects.get()
    assert (kept.state, kept.attempts) == (MailState.DEAD, MOST_ATTEMPTS)
    assert kept.last_line == "ConnectionRefusedError: nobody is there"


def test_a_mail_that_was_given_up_is_sent_after_all(reader, dead_server, settings):
    test_a_mail_that_fails_is_tried_again_until_it_is_given_up(reader, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    admin = UserFactory(role="admin")
    settle_mail(mail=OutgoingMail.objects.get(), user=admin, sends_again=True)

    assert send() == (1, 0)
    assert len(mail.outbox) == 1


def test_a_dead_mail_server_is_left_alone_after_a_few_tries(reader, dead_server):
    wants(reader.user, NotificationChannel.MAIL)
    for number in range(5):
        tell(reader.user, ScriptFactory(), key=str(number))

    assert send() == (0, 3)


def test_a_mail_that_another_process_sends_is_left_alone(reader):
    wants(reader.user, NotificationChannel.MAIL)
    tell(reader.user, ScriptFactory())
    OutgoingMail.objects.update(claimed_until=NOON + timedelta(minutes=1))

    assert send() == (0, 0)
    assert send(NOON + timedelta(minutes=1)) == (1, 0)


def test_a_day_is_summed_up_in_one_mail_in_the_persons_morning(reader):
    UserProfile.objects.update(current_time_zone="America/New_York")
    wants(reader.user, NotificationChannel.DIGEST)
    for number in range(3):
        tell(reader.user, ScriptFactory(title=f"回复{number}"), key=str(number))
    Notification.objects.filter(key__startswith="2").update(read_at=NOON)

    assert queue_digests(now=NOON) == 0  # seven o'clock there
    assert queue_digests(now=NOON + timedelta(hours=1)) == 1
    assert queue_digests(now=NOON + timedelta(hours=2)) == 0
    send()

    [message] = mail.outbox
    assert message.subject == "2 things happened since your last summary"
    assert "回复0" in message.body
    assert "回复1" in message.body
    assert "回复2" not in message.body  # read in the site


def test_what_comes_after_the_summary_waits_for_tomorrow(reader):
    wants(reader.user, NotificationChannel.DIGEST)
    tell(reader.user, ScriptFactory(), key="1")
    queue_digests(now=NOON)
    tell(reader.user, ScriptFactory(), key="2")

    assert queue_digests(now=NOON + timedelta(hours=1)) == 0
    assert queue_digests(now=NOON + timedelta(days=1)) == 1


def test_no_summary_of_what_was_read_in_the_site(reader):
    wants(reader.user, NotificationChannel.DIGEST)
    tell(reader.user, ScriptFactory())
    reader.post(READ)

    assert queue_digests(now=NOON) == 0
    assert not OutgoingMail.objects.exists()


def test_what_is_old_and_done_is_forgotten(reader):
    wants(reader.user, NotificationChannel.MAIL)
    tell(reader.user, ScriptFactory(), key="1")
    send()
    tell(reader.user, ScriptFactory(), key="2")
    Notification.objects.filter(key__startswith="1").update(read_at=NOON)
    later = NOON + timedelta(days=1)

    assert forget_mails(before=later) == 1
    assert forget_notifications(before=later) == 1
    assert OutgoingMail.objects.count() == Notification.objects.count() == 1


def of_the_library():
    """Return notifications, without those of plugins that listen as well."""
    return Notification.objects.exclude(kind__startswith="lms_rewards.")


def test_the_owner_is_told_of_a_reported_mistake_and_the_reporter_of_the_answer():
    owner, reporter = UserFactory(role=Role.EDITOR), UserFactory()
    item = ScriptFactory().item
    item.owner = owner
    item.save()
    report, _new = report_mistake(
        item=item, user=reporter, kind=MistakeKind.TYPO, text="错字"
    )
    report_mistake(item=item, user=owner, kind=MistakeKind.TYPO, text="我自己写的")
    now = timezone.now()
    dispatch(now=now)
    answer_report(
        report=report, user=owner, state=ReportState.ACCEPTED, answer="改了", now=now
    )

    dispatch(now=now)
    dispatch(now=now)

    told = of_the_library().values_list("recipient", "kind")
    assert sorted(told) == sorted(
        [
            (owner.pk, "lms_knowledge_base.report_made"),
            (reporter.pk, "lms_knowledge_base.report_answered"),
        ]
    )


def test_everybody_who_looked_in_vain_is_told_of_the_answer(client_as):
    people = UserFactory.create_batch(2)
    for person in people:
        for day in (1, 2):
            wish = report_gap(
                query="运费", wish="运费", user=person, day=NOON.date().replace(day=day)
            )
    answer_gap(
        gap=wish.gap,
        user=UserFactory(role="admin"),
        state=GapState.ANSWERED,
        answer="",
        address="/kb/faq/7/",
        now=NOON,
    )

    dispatch(now=NOON)

    told = of_the_library().values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.pk for person in people)
    assert 'href="/kb/faq/7/"' in text_of(client_as(user=people[0]))
