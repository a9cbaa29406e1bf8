"""The map of conversations: situations, stages, scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import CollectionViewRestriction

from knowledge_base.enums import Stage
from lms.enums import Role
from tests.factories.knowledge_base import CollectionFactory, ScriptFactory

pytestmark = pytest.mark.django_db
PAGE = "/kb/map/"


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


def scenes_of(response):
    """Return situation > the titles in each of its stages."""
    return {
        scene: [[script.title for script in scripts] for _stage, scripts in stages]
        for scene, _number, stages in response.context["scenes"]
    }


def test_each_situation_is_a_row_from_the_first_word_to_the_last(agent):
    ScriptFactory(title="道别", scene="退款", stage=Stage.CLOSING)
    ScriptFactory(title="问候", scene="退款", stage=Stage.OPENING)
    ScriptFactory(title="安抚", scene="物流", stage=Stage.SOOTHE)

    scenes = scenes_of(agent.get(PAGE))

    assert scenes["退款"] == [["问候"], [], [], [], [], ["道别"]]
    assert scenes["物流"] == [[], [], ["安抚"], [], [], []]


def test_scripts_without_stage_or_situation_are_on_it_too(agent):
    ScriptFactory(title="随时", scene="", stage="")

    assert scenes_of(agent.get(PAGE)) == {"": [[], [], [], [], [], [], ["随时"]]}


def test_other_languages_are_a_click_away(agent):
    ScriptFactory(title="问候", scene="通用", stage=Stage.OPENING)
    ScriptFactory(title="Greeting", scene="General", stage=Stage.OPENING, language="en")

    assert [*scenes_of(agent.get(PAGE))] == ["通用"]
    assert {*scenes_of(agent.get(PAGE, {"all": ""}))} == {"通用", "General"}


def test_what_is_closed_is_on_nobodys_map(agent):
    closed = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="groups"
    )
    ScriptFactory(scene="内部", collection=closed)

    assert "内部" not in agent.get(PAGE).content.decode()


def test_it_asks_as_much_for_thirty_scripts_as_for_one(
    agent, django_assert_num_queries
):
    ScriptFactory(scene="退款")
    agent.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        agent.get(PAGE)
    for number in range(29):
        ScriptFactory(scene=f"场景{number}", stage=Stage.OFFER)

    with django_assert_num_queries(len(few)):
        agent.get(PAGE)
