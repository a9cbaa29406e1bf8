"""The checks and reviews that the demo brings."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from knowledge_base.models import KnowledgeItem, ReviewCycle, ReviewTask

pytestmark = pytest.mark.django_db
DEMO_LIKE = Path(__file__).parents[1] / "data" / "demo-like"


def test_the_demo_has_a_review_that_is_over_and_none_in_the_future():
    for _time in range(2):
        call_command("load_demo", folder=DEMO_LIKE, stdout=StringIO())

    over = ReviewCycle.objects.filter(state="closed")
    assert sorted(cycle.kind for cycle in over) == ["article", "faq", "script"]
    assert ReviewTask.objects.filter(cycle__in=over).count() == 6
    now = timezone.now()
    assert not ReviewCycle.objects.filter(opened_at__gt=now).exists()
    assert not ReviewTask.objects.filter(decided_at__gt=now).exists()
    checked = KnowledgeItem.objects.exclude(verified_hash="")
    assert not checked.filter(verified_at__gt=now).exists()
    assert not checked.exclude(verified_hash=F("live_hash")).exists()


def test_what_runs_by_itself_finds_the_demos_reviews_in_order():
    call_command("load_demo", folder=DEMO_LIKE, stdout=StringIO())
    cycles = {cycle.pk for cycle in ReviewCycle.objects.all()}
    out = StringIO()

    call_command("run_due", stdout=out)

    assert "FAILED" not in out.getvalue()
    assert {cycle.pk for cycle in ReviewCycle.objects.all()} == cycles
