"""Measure search by a judged set of documents and queries."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.html import escape

from knowledge_base.models import ArticlePage, CategoryPage
from knowledge_base.services.library import prepare_library
from lms.search.engine import MOST_RESULTS, search
from lms.search.evaluation import Report, evaluate
from lms.search.upkeep import index_now

_MEASURES = ("recall", "ndcg", "mrr", "precision")
_PASSAGE = 150  # characters, about, of a passage of another text


class Command(BaseCommand):
    """Loads the documents, asks the queries, and leaves nothing behind."""

    help = (
        "Measure search by judged queries. The documents are published in a transaction "
        "that is rolled back; nobody else can write meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "documents", type=Path, help="JSON lines: id, title, body, tags"
        )
        parser.add_argument("queries", type=Path, help="JSON lines: query, grades")
        parser.add_argument(
            "--beside", type=Path, help="folder of texts to hide them in"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--fail-under", default="", help="recall=.95,ndcg=.93")

    def handle(self, **options: Any) -> None:
        """Measure, print, and fail if a measure is too low."""
        limits = _limits(options["fail_under"])
        documents = _read(options["documents"])
        judgements = {row["query"]: row["grades"] for row in _read(options["queries"])}
        others = list(_passages(options["beside"])) if options["beside"] else []
        with transaction.atomic():
            keys = _publish([*documents, *others])
            rankings = {query: _ranking(query, keys) for query in judgements}
            transaction.set_rollback(True)
        index_now(ArticlePage, keys)  # a server does not roll back: they leave it
        judged = {document["id"] for document in documents}
        report = evaluate(rankings, judgements, judged)
        self._print(report, options)
        _fail_under(report, limits)

    def _print(self, report: Report, options: Mapping[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=2))
            return
        for name in _MEASURES:
            self.stdout.write(f"{name:<10} {getattr(report, name):.3f}")
        self.stdout.write(f"unanswered {len(report.unanswered)}")
        if options["verbosity"] > 1:
            for query, missing in report.missed.items():
                self.stdout.write(f"{query}: {', '.join(missing)} not found")


def _limits(text: str) -> dict[str, float]:
    try:
        pairs = [part.split("=") for part in text.split(",") if part]
        limits = {name.strip(): float(value) for name, value in pairs}
    except ValueError as error:
        message = f"Write --fail-under as recall=.95,ndcg=.93, not {text!r}."
        raise CommandError(message) from error
    unknown = limits.keys() - set(_MEASURES)
    if unknown:
        message = (
            f"There is no measure {min(unknown)!r}; there are {', '.join(_MEASURES)}."
        )
        raise CommandError(message)
    return limits


def _fail_under(report: Report, limits: Mapping[str, float]) -> None:
    for name, limit in limits.items():
        if getattr(report, name) < limit:
            message = f"{name} is {getattr(report, name):.3f}, less than {limit}."
            raise CommandError(message)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read as JSON lines: {error}"
        raise CommandError(message) from error


def _passages(folder: Path) -> Iterator[dict[str, Any]]:
    """Cut each text of a folder into passages, headed by their beginning."""
    for path in sorted(folder.glob("*.md")):
        text = ""
        for paragraph in path.read_text("utf-8").split("\n\n"):
            text += paragraph.strip() + "\n"
            if len(text) >= _PASSAGE:
                yield {"title": text.strip()[:20], "body": text}
                text = ""
        if text.strip():
            yield {"title": text.strip()[:20], "body": text}


def _publish(documents: list[dict[str, Any]]) -> dict[int, str]:
    """Publish and index the documents; return each page's key with its id."""
    library = prepare_library()["zh-hans"]
    shelf = library.add_child(instance=CategoryPage(title="search_eval"))
    pages = {_add(shelf, document).pk: document.get("id", "") for document in documents}
    index_now(ArticlePage, pages)
    return pages


def _add(shelf: CategoryPage, document: Mapping[str, Any]) -> ArticlePage:
    page = ArticlePage(title=document["title"][:255])
    html = "".join(f"<p>{escape(line)}</p>" for line in document["body"].splitlines())
    page.body = page.body.stream_block.to_python([{"type": "text", "value": html}])
    page.tags.set(document.get("tags", ()))
    return shelf.add_child(instance=page)


def _ranking(query: str, keys: Mapping[int, str]) -> list[str]:
    found = search(query, user=None, kinds=["article"], limit=MOST_RESULTS)
    return [keys[hit.pk] for hit in found.everything if keys.get(hit.pk)]
