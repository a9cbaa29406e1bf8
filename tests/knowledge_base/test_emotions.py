"""First aid for emotions: scripts by what the customer feels, in three steps."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction

from knowledge_base.enums import Emotion, Stage
from lms.enums import Role
from tests.factories.knowledge_base import ScriptFactory

pytestmark = pytest.mark.django_db
PAGE = "/kb/emotions/"


def titles_of(response):
    return [
        [script.title for script in scripts]
        for *_, scripts in response.context["steps"]
    ]


def test_scripts_stand_in_the_step_of_their_stage(client_as):
    for title, stage in (
        ("安抚", Stage.SOOTHE),
        ("核实", Stage.VERIFY),
        ("补偿", Stage.OFFER),
    ):
        ScriptFactory(
            title=title, stage=stage, emotion=Emotion.ANGRY, dont=["您冷静一下"]
        )
    ScriptFactory(title="别的", stage=Stage.SOOTHE, emotion=Emotion.ANXIOUS)

    response = client_as(Role.AGENT).get(PAGE, {"emotion": "angry"})

    assert titles_of(response) == [["安抚"], ["核实"], ["补偿"]]
    assert response.context["warnings"] == ["您冷静一下"]


def test_the_page_opens_with_a_feeling_for_which_there_is_something(client_as):
    ScriptFactory(stage=Stage.ANSWER, emotion=Emotion.CALM)
    ScriptFactory(stage=Stage.SOOTHE, emotion=Emotion.CONFUSED)

    response = client_as(Role.AGENT).get(PAGE)

    assert response.context["emotion"] == Emotion.CONFUSED


def test_a_step_without_a_script_says_so_and_leads_to_a_proposal(client_as):
    ScriptFactory(stage=Stage.SOOTHE, emotion=Emotion.ANGRY)

    page = client_as(Role.AGENT).get(PAGE, {"emotion": "angry"}).content.decode()

    assert page.count("/kb/propose/script/") == 2


@pytest.mark.parametrize("wanted", ["", "nothing", "\0", "恼火"])
def test_a_feeling_that_is_not_known_opens_the_page_as_without(client_as, wanted):
    response = client_as(Role.AGENT).get(PAGE, {"emotion": wanted})

    assert response.status_code == 200
    assert response.context["steps"] == []


def test_what_the_reader_may_not_open_is_neither_shown_nor_counted(client_as):
    closed = Collection.get_first_root_node().add_child(name="内部")
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="别人"))
    ScriptFactory(stage=Stage.SOOTHE, emotion=Emotion.ANGRY, collection=closed)

    response = client_as(Role.AGENT).get(PAGE, {"emotion": "angry"})

    assert response.context["steps"] == []
    assert ("angry", 0) in [
        (value, number) for value, _label, number in response.context["emotions"]
    ]


def test_it_asks_as_much_for_thirty_scripts_as_for_one(
    client_as, django_assert_num_queries
):
    client = client_as(Role.AGENT)
    ScriptFactory(stage=Stage.SOOTHE, emotion=Emotion.ANGRY)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for _each in range(29):
        ScriptFactory(stage=Stage.SOOTHE, emotion=Emotion.ANGRY, dont=["别急"])

    with django_assert_num_queries(len(few)):
        client.get(PAGE)
