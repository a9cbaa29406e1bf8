"""The same random sites, with a search server that answers."""

import pytest

from tests.elastic import elasticsearch, search_server  # noqa: F401 (fixtures)

from .test_visibility import Plan, check_search

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


@pytest.mark.parametrize("seed", [1, 5])
def test_i18_a_search_server_finds_what_people_may_read_and_nothing_else(
    elasticsearch,  # noqa: F811 (a fixture)
    django_capture_on_commit_callbacks,
    seed,
):
    with django_capture_on_commit_callbacks(execute=True):
        plan = Plan(seed)
    for person in plan.people:
        everything = [*plan.items, *plan.open]
        check_search(person, [item for item in everything if item.is_for(person)])
