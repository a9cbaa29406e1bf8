"""What stock Wagtail search costs and finds, in the plain site."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from benchmarks.figures import ENGLISH
from benchmarks.fill_pages import add_below
from benchmarks.plain_site.models import ItemPage
from lms.search.analysis import HAN
from lms.search.evaluation import evaluate


def main(judged: str) -> None:
    """Print as JSON the milliseconds of an English query and the recall in Chinese."""
    _page(ENGLISH[0])
    started = time.process_time()
    for query in ENGLISH:
        _page(query)
    spent = 1000 * (time.process_time() - started) / len(ENGLISH)
    print(json.dumps({"English": spent, "recall": _recall(Path(judged))}))


def _page(query: str) -> None:
    """Ask as `wagtail start` does: count, and read a page of results."""
    found = Paginator(Page.objects.live().search(query), 20).get_page(1)
    [page.title for page in found]


def _recall(folder: Path) -> float:
    """Return the recall of the Chinese queries; each gets all of its results."""
    documents = _rows(folder / "documents.jsonl")
    judgements = {
        row["query"]: row["grades"]
        for row in _rows(folder / "queries.jsonl")
        if HAN.search(row["query"])
    }
    with transaction.atomic():
        names = _publish(documents)
        rankings = {query: _ranking(query, names) for query in judgements}
        transaction.set_rollback(True)
    return evaluate(rankings, judgements, {*names.values()}).recall


def _publish(documents: list[dict[str, Any]]) -> dict[int, str]:
    shelf = Page.objects.get(depth=2).add_child(instance=ItemPage(title="judged"))
    pages = [
        ItemPage(title=row["title"], body=row["body"], tags=" ".join(row["tags"]))
        for row in documents
    ]
    add_below(shelf, pages)
    get_search_backend().add_bulk(ItemPage, pages)
    return {page.pk: row["id"] for page, row in zip(pages, documents, strict=True)}


def _ranking(query: str, names: dict[int, str]) -> list[str]:
    return [names.get(page.pk, "") for page in Page.objects.live().search(query)]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
