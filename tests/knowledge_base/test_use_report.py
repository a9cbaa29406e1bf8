"""What is used of the library, and how much of it is empathic wording."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from knowledge_base.enums import Emotion, Stage
from knowledge_base.models import Use
from knowledge_base.services.uses import copies_by_day
from lms.enums import Role
from tests.factories.knowledge_base import CollectionFactory, FaqFactory, ScriptFactory
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


def address(report):
    return reverse("lms_uses", args=[report])


def use(content, *, user=None, days=0, channel="phone", how="copied"):
    return Use.objects.create(
        item=content.item,
        user=user or UserFactory(),
        how=how,
        channel=channel,
        used_at=timezone.now() - timedelta(days=days),
    )


def lines_of(client, report, **query):
    return client.get(address(report), query).context["lines"]


def test_what_is_used_most_comes_first_and_few_people_are_not_counted(manager):
    often, seldom = ScriptFactory(title="常用"), FaqFactory(question="少用？")
    for _each in range(3):
        use(often)
    use(seldom, channel="")
    use(ScriptFactory(title="早先用过"), days=100)

    lines = lines_of(manager, "used")

    assert [(line.label, line.times, line.people) for line in lines] == [
        ("常用", 3, "3"),
        ("少用？", 1, "< 3"),
    ]
    assert [line.width for line in lines] == [100, 33.33]
    assert len(lines_of(manager, "used", days=180)) == 3


def test_what_nobody_uses_is_listed_what_was_never_used_first(manager):
    ScriptFactory(title="从未用过")
    use(ScriptFactory(title="早先用过"), days=100)
    use(ScriptFactory(title="常用"))

    labels = [line.label for line in lines_of(manager, "unused")]

    assert labels == ["从未用过", "早先用过"]


@pytest.mark.parametrize(
    ("fields", "percent"),
    [
        ({"stage": Stage.SOOTHE}, 50),
        ({"stage": Stage.ANSWER, "emotion": Emotion.ANGRY}, 50),
        ({"stage": Stage.ANSWER, "emotion": Emotion.CALM}, 0),
        ({"stage": Stage.CLOSING, "emotion": Emotion.GRATEFUL}, 0),
        ({}, 0),
    ],
)
def test_empathic_wording_is_what_soothes_or_is_for_somebody_upset(
    manager, fields, percent
):
    team = TeamFactory(name="一组")
    agent = StaffProfileFactory(team=team).user
    use(ScriptFactory(**fields), user=agent)
    use(FaqFactory(), user=agent, channel="")

    answer = manager.get(address("teams"))

    assert answer.context["warm_percent"] == percent
    (line,) = answer.context["lines"]
    assert (line.label, line.times, line.warm_percent) == ("一组", 2, percent)


def test_channels_are_counted_and_reading_is_no_copy(manager):
    script = ScriptFactory()
    for channel in ("phone", "phone", "in_person"):
        use(script, channel=channel)
    use(script, channel="", how="read")

    lines = lines_of(manager, "channels")

    assert [line.times for line in lines] == [2, 1]
    today = timezone.localdate()
    assert copies_by_day(today, today)[0].total == 3


def test_what_is_closed_to_the_reader_stands_in_no_list(manager):
    closed = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="groups"
    )
    use(ScriptFactory(title="内部话术", collection=closed))
    ScriptFactory(title="内部没用过", collection=closed)

    for report in ("used", "unused", "teams", "channels"):
        assert "内部" not in manager.get(address(report)).content.decode()
        assert not lines_of(manager, report)


@pytest.mark.parametrize("report", ["used", "unused", "teams", "channels"])
def test_a_report_with_nothing_says_so_and_is_handed_out_as_a_file(manager, report):
    page = manager.get(address(report), {"days": "-1"})

    assert page.status_code == 200
    assert manager.get(address(report), {"export": "csv"}).status_code == 200


@pytest.mark.parametrize("report", ["used", "unused", "teams", "channels"])
def test_it_asks_as_much_for_thirty_items_as_for_one(
    manager, report, django_assert_num_queries
):
    def fill(number):
        for _each in range(number):
            use(ScriptFactory(), user=StaffProfileFactory(team=TeamFactory()).user)
            ScriptFactory(), FaqFactory()

    fill(1)
    manager.get(address(report))
    with CaptureQueriesContext(connection) as few:
        manager.get(address(report))
    fill(29)

    with django_assert_num_queries(len(few)):
        manager.get(address(report))
