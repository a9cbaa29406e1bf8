"""Statements that are planned once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms import planned
from lms.prepared import padded

pytestmark = pytest.mark.django_db
TEXT = "SELECT %s, '%%', name FROM django_migrations WHERE id = %s"


def test_a_statement_finds_the_same_with_values_in_its_text_and_beside_it():
    with connection.cursor() as cursor:
        cursor.execute(TEXT, ("50 %s 'off'", 1))
        wanted = cursor.fetchall()
    text, left = planned.settled(TEXT, ("50 %s 'off'", 1), lambda value: value == 1)
    assert [planned.rows(text, left) for _ in range(4)] == [wanted] * 4


def test_postgresql_keeps_the_plan_of_what_is_asked_again():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans so fast that no plan is kept.")
    text, left = planned.settled("SELECT %s, %s::int + 1", ("same", 1))
    for number in range(4):
        assert planned.rows(text, [number]) == [("same", number + 1)]
    assert len(left) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert ("SELECT 'same', $1::int + 1",) in cursor.fetchall()


def test_what_is_better_planned_anew_leaves_no_plan():
    text = "SELECT 2 + %s"

    found = [planned.rows(text, [number], keeps_plan=False) for number in range(4)]

    assert found == [[(number + 2,)] for number in range(4)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            assert not any("2 + " in statement for (statement,) in cursor.fetchall())


@pytest.mark.parametrize(
    ("given", "amount"), [(0, 0), (1, 4), (4, 4), (5, 8), (20, 32)]
)
def test_keys_are_repeated_so_that_there_are_few_statements(given, amount):
    filled = padded(list(range(given)))
    assert len(filled) == amount
    assert set(filled) == set(range(given))


def test_what_is_logged_is_told_with_its_values():
    with CaptureQueriesContext(connection) as queries:
        assert planned.rows("SELECT %s", ["said"]) == [("said",)]
    assert "said" in queries.captured_queries[0]["sql"]
