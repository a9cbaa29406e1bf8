"""Search from the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from lms.access import Reader
from lms.search.engine import search
from lms.search.results import SearchHit, SearchResults


class Command(BaseCommand):
    """Prints what somebody would find, the related after the hits."""

    help = "Search everything that is published, or what one person may see."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "query", help="what to look for, as typed into the search box"
        )
        parser.add_argument("--as", dest="username", help="search as this person")
        parser.add_argument("--limit", type=int, default=20, help="20 unless told")
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, **options: Any) -> None:
        """Search and print."""
        if options["limit"] < 1:
            raise CommandError("--limit must be 1 or more.")
        user = _person(options["username"])
        found = search(options["query"], user=user, limit=options["limit"])
        if found.notice:
            self.stderr.write(found.notice)
        if options["json"]:
            hits = [_as_dict(hit) for hit in found.everything]
            self.stdout.write(json.dumps(hits, ensure_ascii=False, indent=2))
        else:
            self._list(found)

    def _list(self, found: SearchResults) -> None:
        self.stdout.write(f"{found.total} found in {found.elapsed * 1000:.0f} ms")
        for hit in found.everything:
            near = " (related)" if hit in found.related else ""
            self.stdout.write(f"{hit.rank:>3}. {hit.title} [{hit.kind_label}]{near}")
            self.stdout.write(f"     {hit.passage}\n     {hit.url}")


def _person(username: str | None) -> Reader:
    if username is None:
        return None
    people = get_user_model()._default_manager
    person = people.filter(**{get_user_model().USERNAME_FIELD: username}).first()
    if person is None:
        message = f"There is nobody called {username!r}."
        raise CommandError(message)
    return person


def _as_dict(hit: SearchHit) -> dict[str, object]:
    return {
        "rank": hit.rank,
        "type": hit.kind,
        "title": hit.title,
        "url": hit.url,
        "source": hit.source,
        "score": hit.score,
        "passage": hit.passage,
        "tier": hit.tier,
        "tags": list(hit.tags),
    }
