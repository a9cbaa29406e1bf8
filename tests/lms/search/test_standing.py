"""Between texts that answer equally well, the better one comes first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge_base.models import Use
from lms.search.engine import search

pytestmark = pytest.mark.django_db


def test_checked_used_and_new_texts_come_first_and_overdue_ones_last(article):
    titles = "甲乙丙丁戊"
    pages = {name: article(f"退款{name}", "怎么办理。") for name in titles}
    article("退款己退款", "退款退款退款")
    now = timezone.now()
    model = type(pages["甲"])
    model.objects.update(last_published_at=now - timedelta(days=400))
    late = now.date() - timedelta(days=1)
    pages["甲"].items.update(next_due_on=late)
    pages["丙"].items.update(
        live_hash="same", verified_hash="same", verified_at=now, next_due_on=None
    )
    item = pages["丁"].items.get()
    Use.objects.bulk_create(
        Use(item=item, how="copy", used_at=now - timedelta(days=1)) for _n in range(20)
    )
    model.objects.filter(pk=pages["戊"].pk).update(last_published_at=now)
    for page in (pages["乙"], pages["丁"], pages["戊"]):
        page.items.update(next_due_on=None, verified_hash="", verified_at=None)

    found = [hit.title for hit in search("退款", user=None).hits]

    assert found[0] == "退款己退款"  # what it says counts more
    assert found[1:] == [f"退款{name}" for name in "丙丁戊乙甲"]
    pages_of_two = [
        hit.title
        for start in (0, 2, 4)
        for hit in search("退款", user=None, limit=2, offset=start).hits
    ]
    assert pages_of_two == found
