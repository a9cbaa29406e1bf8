"""Content to search, indexed as it is in life: after the commit."""

import json
from pathlib import Path

import pytest

from tests.factories.knowledge_base import ArticlePageFactory, CategoryPageFactory

JUDGED = Path(__file__).parents[2] / "data" / "judged"


def judged_documents():
    lines = (JUDGED / "documents.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a context after which everything that was saved is indexed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def article(db, committed):
    """Return a function that publishes an article and indexes it."""

    def publish(title, text="", **options):
        with committed():
            return ArticlePageFactory(title=title, text=text, **options)

    return publish


@pytest.fixture
def judged(db, committed):
    """Publish the judged documents; return their pages by id."""
    with committed():
        shelf = CategoryPageFactory()
        return {
            document["id"]: ArticlePageFactory(
                title=document["title"],
                text=document["body"],
                tags=document["tags"],
                parent=shelf,
            )
            for document in judged_documents()
        }
