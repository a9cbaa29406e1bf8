"""Whatever was done to the content: the index is what a rebuild would make of it."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.search.models import IndexEntry

from lms.search.upkeep import examine
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)

from .soak import examples

pytestmark = pytest.mark.django_db


def save(item, place, word):
    name = "question" if hasattr(item, "question") else "title"
    setattr(item, name, f"{word}的办法 refunds")
    item.save()


def publish(item, place, word):
    item.save_revision().publish()


def unpublish(item, place, word):
    item.unpublish()


def tag(item, place, word):
    item.tags.add(word)
    item.save()


def untag(item, place, word):
    item.tags.remove(word)
    item.save()


def move(item, place, word):
    if hasattr(item, "move"):
        item.move(place["page"], pos="last-child")
    else:
        item.collection = place["collection"]
        item.save()


def rebuild(item, place, word):
    call_command("wagtail_update_index", verbosity=0)


STEPS = st.tuples(
    st.sampled_from([save, publish, unpublish, tag, untag, move, rebuild]),
    st.integers(0, 2),
    st.sampled_from(["退款", "質保期", "CRM"]),
)


def rows():
    columns = ("content_type", "object_id", "title", "autocomplete", "body")
    return sorted(IndexEntry.objects.values_list(*columns))


def check_rows(committed, rows, most):
    """Try rows of changes: what they leave is what a rebuild makes."""
    with committed():
        place = {"page": CategoryPageFactory(), "collection": CollectionFactory()}
        items = [ArticlePageFactory(), FaqFactory(), ScriptFactory()]
    rebuild(None, place, "")  # what stood there before the test as well

    @settings(
        max_examples=most,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(STEPS, min_size=2, max_size=5))
    def check(steps):
        for step, number, word in steps:
            with committed():
                item = type(items[number]).objects.get(pk=items[number].pk)
                step(item, place, word)
        left = rows()
        assert examine().is_right
        rebuild(None, place, "")
        assert rows() == left

    check()


def test_any_row_of_changes_leaves_the_rows_of_a_rebuild(committed):
    few = max(settings.default.max_examples // 10, 4)
    check_rows(committed, rows, examples(few, 100))
