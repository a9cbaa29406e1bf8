"""What search costs, finds and takes beside the raw query and stock Wagtail search.

On SQLite, or on the PostgreSQL of DATABASE_URL: `.ci/with-postgres python -m benchmarks
--search`. All times are of the processor, those of PostgreSQL's own process with them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.search_server import search_server

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".data" / "bench" / "search"
JUDGED = ROOT / "tests" / "data" / "judged"
BESIDE = ROOT / "knowledge_base" / "demo" / "zh" / "articles"
FEW, MANY = 10_000, 100_000
SAVES = 60
LANGUAGES = ("Chinese", "English")
RECALL = {  # and nDCG@10
    "sqlite": (0.98, 0.96),
    "postgres": (0.97, 0.94),
    "server": (0.97, 0.95),
}
REBUILD = {"sqlite": 12, "postgres": 20, "server": 15}  # seconds
MOST_TIMES_SERVER = 2
MOST_TIMES_RAW, MOST_GROWTH, MOST_INDEX = 1.5, 8, 1.6
MOST_TYPING, MOST_SAVE = 15, 10  # milliseconds
LEAST_TIMES_CHEAPER, LEAST_TIMES_RECALL = 25, 5
_HAN = re.compile("[\u4e00-\u9fff]")
_PRODUCT = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "of a data set that is thrown away: nothing to keep safe",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "off",
    "SEARCH_URL": "",  # of the database's own index, but where a server is measured
}
_PLAIN = {"DJANGO_SETTINGS_MODULE": "benchmarks.plain_site.settings"}


def measure_search(rounds: int, what: str) -> None:
    """Fill what is missing, measure, and print each figure beside what is wanted.

    The index of the database and that of a search server, or the `server` alone.
    """
    url = os.environ.get("DATABASE_URL", "")
    sites: Sites = Postgres(url) if url.startswith("postgres") else Sqlite()
    if what != "server":
        _measure_database(sites, rounds)
    _measure_server(sites, rounds)


def _measure_server(sites: "Sites", rounds: int) -> None:
    with search_server() as server:
        if server is None:
            print("no search server: set SEARCH_URL, or install the tools of the tests")
            return
        whose = "ours and the server's" if server.process else "ours alone"
        print(f"search server, {sites.name}: processor time is {whose}")
        empty = server.site(sites.empty(), "judged")
        _inside(empty, "commands", "update_index", "--backend", "elasticsearch")
        report, _chinese = _judged(empty)
        _say_judged(report, RECALL["server"])
        for size in (FEW,) if server.process else (FEW, MANY):  # in memory: no more
            site = server.site(sites.filled(size), str(size))
            _say_server(
                size, _inside(site, "server_cost", str(rounds), str(server.process))
            )


def _say_server(size: int, figures: Mapping[str, float]) -> None:
    print(f"{size} items")
    _say_costs(figures, MOST_TIMES_SERVER)
    _say("typing, ms", figures["typing"], most=MOST_TYPING)
    _say("one save, ms, the database's index too", figures["save"], most=MOST_SAVE)
    _say("words left for the server by a save", figures["words"] / SAVES, most=1)
    limit = REBUILD["server"] * size / FEW
    _say("building the index, s", figures["rebuild"] / 1000, most=limit)


def _measure_database(sites: "Sites", rounds: int) -> None:
    report, chinese = _judged(sites.empty())
    print(sites.name)
    _say_judged(report, RECALL[sites.name])
    few = _inside(sites.filled(FEW), "search_cost", str(rounds), "rebuild")
    many = _inside(sites.filled(MANY), "search_cost", str(rounds))
    for size, figures in ((FEW, few), (MANY, many)):
        print(f"{size} items")
        _say_costs(figures)
    for language in LANGUAGES:
        growth = many[f"search, {language}"] / few[f"search, {language}"]
        _say(f"times as much as at {FEW}, {language}", growth, most=MOST_GROWTH)
    _say("typing, ms", many["typing"], most=MOST_TYPING)
    _say("one save, ms", many["save"], most=MOST_SAVE)
    _say(f"rebuild of {FEW}, s", few["rebuild"] / 1000, most=REBUILD[sites.name])
    if isinstance(sites, Sqlite):
        _say("times the room of a bare index", many["index"], most=MOST_INDEX)
        print(f"beside stock Wagtail search, {FEW} items")
        stock = _inside(sites.plain(), "stock_search", str(JUDGED))
        cheaper = stock["English"] / few["search, English"]
        _say("times cheaper, English", cheaper, least=LEAST_TIMES_CHEAPER)
        better = chinese / stock["recall"]
        _say("times the recall, Chinese", better, least=LEAST_TIMES_RECALL)


def _say_judged(report: Mapping[str, Any], least: tuple[float, float]) -> None:
    print("the judged queries")
    _say("recall", report["recall"], least=least[0])
    _say("nDCG@10", report["ndcg"], least=least[1])
    _say("queries without an answer", len(report["unanswered"]), most=0)


def _say_costs(figures: Mapping[str, float], most: float = MOST_TIMES_RAW) -> None:
    for language in LANGUAGES:
        raw, full = (figures[f"{name}, {language}"] for name in ("raw", "search"))
        print(f"  {language}: raw query {raw:.2f} ms, search {full:.2f} ms")
        _say("times the raw query", full / raw, most=most)


def _say(
    what: str, figure: float, *, most: float | None = None, least: float | None = None
) -> None:
    limit = f"<= {most:g}" if most is not None else f">= {least:g}"
    is_met = figure <= most if most is not None else figure >= (least or 0)
    print(f"  {what:36} {figure:9.3f}  {limit:8}  {'yes' if is_met else 'NO'}")


def _judged(site: Mapping[str, str]) -> tuple[dict[str, Any], float]:
    """Return the report on all queries, and the recall of the Chinese ones."""
    documents, queries = JUDGED / "documents.jsonl", JUDGED / "queries.jsonl"
    chinese = FOLDER / "chinese.jsonl"
    rows = queries.read_text("utf-8").splitlines(keepends=True)
    chinese.write_text("".join(filter(_is_chinese, rows)), "utf-8")
    reports = [
        _inside(site, "judged_search", str(documents), str(path), str(BESIDE))
        for path in (queries, chinese)
    ]
    return reports[0], reports[1]["recall"]


def _is_chinese(row: str) -> bool:
    return bool(_HAN.search(json.loads(row)["query"]))


def _inside(site: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside", *arguments],
        env={**os.environ, **site},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout or "{}")
    return found


class Sqlite:
    """Databases in files, kept for the next run."""

    name = "sqlite"

    def empty(self) -> dict[str, str]:
        """Return the environment of a site without content."""
        return self._made("empty", _PRODUCT, "commands", "migrate")

    def filled(self, items: int) -> dict[str, str]:
        """Return the environment of a site with so many items."""
        folder = FOLDER / str(items)
        if not folder.exists():
            empty = Path(self.empty()["DATA_DIR"], "db.sqlite3")
            folder.mkdir()
            shutil.copy(empty, folder)
        return self._made(str(items), _PRODUCT, "fill_product", str(items))

    def plain(self) -> dict[str, str]:
        """Return the environment of a plain Wagtail site with the few items."""
        return self._made("plain", _PLAIN, "fill_plain", str(FEW))

    def _made(
        self, name: str, settings: Mapping[str, str], *fill: str
    ) -> dict[str, str]:
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{folder}/db.sqlite3"
        site = {**settings, "DATA_DIR": str(folder), "DATABASE_URL": url}
        if not (folder / "done").exists():
            print(f"== filling {folder}", file=sys.stderr, flush=True)
            _inside(site, *fill)
            (folder / "done").touch()
        elif settings is _PRODUCT:
            _inside(site, "commands", "migrate")
        return site


class Postgres:
    """Databases beside that of DATABASE_URL, gone with the server."""

    name = "postgres"

    def __init__(self, url: str) -> None:
        self.url = url
        FOLDER.mkdir(parents=True, exist_ok=True)

    def empty(self) -> dict[str, str]:
        """Return the environment of a site without content."""
        site = self._site(self.url)
        _inside(site, "commands", "migrate")
        return site

    def filled(self, items: int) -> dict[str, str]:
        """Return the environment of a site with so many items: copies of SQLite's."""
        parts, name = urlsplit(self.url), f"bench_{items}"
        site = self._site(urlunsplit(parts._replace(path=f"/{name}")))
        beside = urlunsplit(parts._replace(path="/postgres"))
        with psycopg.connect(beside, autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            )
            if known.fetchone():
                return site
            template = parts.path.removeprefix("/")
            connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode()
            )
        rows = Sqlite().filled(items)["DATA_DIR"]
        print(f"== filling {name}", file=sys.stderr, flush=True)
        _inside(site, "copying", f"{rows}/db.sqlite3")
        _inside(site, "commands", "wagtail_update_index")
        with psycopg.connect(site["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # as the server does in its own time
        return site

    def _site(self, url: str) -> dict[str, str]:
        return {**_PRODUCT, "DATA_DIR": str(FOLDER), "DATABASE_URL": url}


Sites = Sqlite | Postgres
