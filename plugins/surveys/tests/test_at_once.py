"""Several answer at the same moment: each is counted, and counted once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from plugins.surveys.exceptions import AnsweredAlreadyError
from plugins.surveys.models import Tally
from plugins.surveys.services.results import ballots_in
from plugins.surveys.tests.factories import give, make_people, make_wave


@pytest.mark.django_db(transaction=True)
def test_answers_that_arrive_together_are_all_counted_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    people = make_people(6)
    wave = make_wave(people=people)
    start = Barrier(12)

    def send(person):
        start.wait()
        try:
            give(wave, person, 5, 10)
        except AnsweredAlreadyError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(12) as pool:
        sent = [*pool.map(send, people * 2)]

    assert sent.count(True) == 6
    assert ballots_in(Tally.objects.get(wave=wave).counts) == 6
