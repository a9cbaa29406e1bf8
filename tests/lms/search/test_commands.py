import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.search.models import IndexEntry

from knowledge_base.models import ArticlePage
from lms.search.engine import search
from tests.factories.people import UserFactory

from .conftest import JUDGED

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_search_prints_json(article):
    article("退款政策", "三天到账。", tags=["退款"], source="policy.md")

    (hit,) = json.loads(run("search", "退款", "--json"))

    assert hit["rank"] == 1
    assert (hit["type"], hit["title"], hit["source"]) == (
        "article",
        "退款政策",
        "policy.md",
    )
    assert hit["passage"] == "三天到账。"
    assert hit["score"] > 0
    assert hit["url"]


def test_search_prints_a_list_for_people(article):
    article("退款政策")

    assert "1. 退款政策" in run("search", "退款")


def test_search_as_a_person_sees_what_that_person_sees(article):
    article("退款政策")
    person = UserFactory()

    assert json.loads(run("search", "退款", "--json", "--as", person.username))


def test_search_as_nobody_says_so():
    with pytest.raises(CommandError, match="nobody called 'ghost'"):
        run("search", "退款", "--as", "ghost")


def test_search_refuses_a_limit_of_nothing():
    with pytest.raises(CommandError, match="1 or more"):
        run("search", "退款", "--limit", "0")


def test_the_judged_set_is_answered_well_and_leaves_nothing_behind():
    least = {"sqlite": "recall=.98,ndcg=.96", "postgresql": "recall=.97,ndcg=.94"}
    report = json.loads(
        run(
            "search_eval",
            str(JUDGED / "documents.jsonl"),
            str(JUDGED / "queries.jsonl"),
            "--json",
            f"--fail-under={least[connection.vendor]}",
        )
    )

    assert report["unanswered"] == []
    assert ArticlePage.objects.count() == 0
    assert search("退款", user=None).total == 0
    assert not IndexEntry.objects.filter(content_type__model="articlepage").exists()


def test_measuring_fails_under_a_limit(tmp_path):
    (tmp_path / "documents").write_text('{"id": "a", "title": "退款", "body": ""}\n')
    (tmp_path / "queries").write_text('{"query": "保修", "grades": {"a": 2}}\n')

    with pytest.raises(CommandError, match=r"recall is 0\.000, less than 0\.9"):
        run(
            "search_eval",
            str(tmp_path / "documents"),
            str(tmp_path / "queries"),
            "--fail-under=recall=.9",
        )


@pytest.mark.parametrize("limits", ["recall", "speed=1", "recall=high"])
def test_measuring_refuses_limits_it_does_not_know(limits):
    with pytest.raises(CommandError):
        run("search_eval", "a", "b", f"--fail-under={limits}")
