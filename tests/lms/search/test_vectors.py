"""The vectors of PostgreSQL: a short text is written as a long one, in less time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.search.backends import postgres
from lms.search.backends.postgres import vector_text

tokens = st.lists(st.sampled_from(["退款", "款流", "refund", "a" * 600]), max_size=20)
parts = st.lists(st.tuples(tokens, st.sampled_from("ABCD")), max_size=4)

pytestmark = pytest.mark.once


@given(parts, st.sampled_from([1, 30]))
def test_a_short_text_has_the_vector_of_a_long_one(found, times):
    found = [(many * times, weight) for many, weight in found]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "_SHORT", 0)
        counted = vector_text(*found)

    assert vector_text(*found) == counted


def test_no_more_places_are_kept_than_postgresql_takes():
    assert vector_text((["退款"] * 300, "D")).count("D") == 255
