"""Imports made-up articles from files, and saves a few as an editor does."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.management.base import OutputWrapper
from django.db import transaction
from wagtail.models import Page

from benchmarks.content import Item, items
from knowledge_base.importers.articles import read_article
from knowledge_base.importers.run import Import
from knowledge_base.management.printing import ProgressPrinter
from knowledge_base.models import ArticlePage, CategoryPage

SHELVES = 12
OF_EDITOR = 100


def main(amount: str) -> None:
    """Print as JSON what an article costs each way, and the memory of the import."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        for number, item in enumerate(_articles(int(amount))):
            (path / f"{number:05}.md").write_text(_text(number, item), "utf-8")
        together = _import(path)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        files = sorted(path.iterdir())[:OF_EDITOR]
        one = _save_each(files)
    figures = {
        "milliseconds": 1000 * together / int(amount),
        "megabytes": megabytes,
        "milliseconds_of_one": 1000 * one / len(files),
    }
    print(json.dumps(figures))


def _articles(amount: int) -> Iterator[Item]:
    found = (item for item in items(4 * amount) if item.kind == "article")
    return islice(found, amount)


def _text(number: int, item: Item) -> str:
    head = f"title: {item.title}\nlanguage: {item.language}\n"
    shelf = f"category: Shelf {number % SHELVES}\ntags: [{', '.join(item.tags)}]\n"
    return f"---\n{head}{shelf}---\n" + "\n\n".join(item.paragraphs)


def _import(path: Path) -> float:
    printer = ProgressPrinter(OutputWrapper(sys.stderr), verbosity=1)
    started = time.process_time()
    report = Import(path=path, publish=True).run(printer)
    spent = time.process_time() - started
    if report.failures:
        raise AssertionError(report.failures[0].reason)
    return spent


def _save_each(files: list[Path]) -> float:
    editor = get_user_model().objects.create_superuser("editor", password=None)
    shelf = CategoryPage.objects.order_by("pk")[0]
    started = time.process_time()
    for path in files:
        with transaction.atomic():
            _save(path, shelf, editor)
    return time.process_time() - started


def _save(path: Path, shelf: Page, editor: Any) -> None:
    draft = read_article(path.read_text("utf-8"), path, source="", language=None)
    page = ArticlePage(title=draft.title, owner=editor, live=False)
    page.body = json.dumps([{**block, "id": str(uuid4())} for block in draft.body])
    page.tags.set(draft.tags)
    shelf.add_child(instance=page)
    page.save_revision(user=editor, log_action=True).publish(user=editor)
