"""What enabled plugins cost a page: pairs of the same requests, with them and without."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.browser import Browser
from benchmarks.figures import CHINESE, search_path
from benchmarks.processes import Server

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "plugins" / "sample"
REQUESTS = 40
"""Of each kind in a turn."""
TURNS = 6
"""Of each pair of servers: each of the two comes first every other time."""


class PluginCost(NamedTuple):
    """One page: milliseconds of processor time without plugins, and times with them."""

    page: str
    without: float
    ratios: Sequence[float]
    """Of each pair of servers."""

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)

    @property
    def more(self) -> float:
        """Milliseconds that the plugins add."""
        return self.without * (self.ratio - 1)


def measure_plugins(
    folder: Path, environment: Mapping[str, str], number: int, rounds: int
) -> list[PluginCost]:
    """Compare the pages of a data set with `number` plugins that are on, and with none.

    Those that come with the product count among them. Each round starts both servers
    anew, and the medians are of all rounds: where its objects lie in memory makes a
    process a tenth faster or slower for as long as it lives. In a round both get the same
    requests in turns: what else the machine does meets both alike. A turn before them
    counts for nothing: in it both compile templates and statements, and the one with
    plugins has more of them, which is no cost of a request.
    """
    beside = folder / "plugins"
    entries = _write_plugins(beside, number - len(_bundled()))
    none = {**environment, "LMS_PLUGINS_EXCLUDE": ",".join(_bundled())}
    with_plugins = {
        **environment,
        "DATABASE_URL": f"sqlite:///{beside}/db.sqlite3",
        "LMS_PLUGINS": ",".join(entries),
        "PYTHONPATH": os.pathsep.join([str(beside), str(ROOT)]),
    }
    shutil.copy(folder / "db.sqlite3", beside / "db.sqlite3")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, **with_plugins}, cwd=ROOT, check=True,
    )  # fmt: skip
    _check_enabled(beside / "db.sqlite3", number)
    pairs = [_pair(none, with_plugins) for _round in range(rounds)]
    return [
        PluginCost(page, median(without), ratios)
        for page, without, ratios in _by_page(pairs)
    ]


def _bundled() -> list[str]:
    """Return the labels of the plugins that come with the product."""
    return [f"lms_{apps.parent.name}" for apps in ROOT.glob("plugins/*/apps.py")]


def _check_enabled(database: Path, number: int) -> None:
    """Raise ValueError unless so many are on: others would be measured than meant."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM lms_plugins_pluginstate WHERE enabled"
        )
        ((enabled,),) = rows
    if enabled != number:
        raise ValueError(f"{enabled} plugins are on instead of {number}.")


def _write_plugins(folder: Path, number: int) -> list[str]:
    """Write copies of the tests' sample, each under a name of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    for index in range(number):
        package = folder / f"lms_sample{index}"
        shutil.copytree(SAMPLE, package, ignore=shutil.ignore_patterns("__pycache__"))
        _rename(package, index)
    return [
        f"lms_sample{index} = lms_sample{index}.apps:SampleConfig"
        for index in range(number)
    ]


def _rename(package: Path, index: int) -> None:
    names = {
        "tests.plugins.sample": package.name,
        "lms_sample": package.name,
        "BoardPage": f"Board{index}Page",
        "boardpage": f"board{index}page",
        "sample-": f"sample{index}-",
        '"notice"': f'"notice{index}"',
    }
    wanted = re.compile("|".join(map(re.escape, names)))
    for path in [*package.rglob("*")]:
        if path.suffix in {".py", ".html"}:
            # In one go: what was put there must not be replaced again.
            text = wanted.sub(lambda found: names[found[0]], path.read_text())
            path.write_text(text)
    for path in [*package.rglob("lms_sample")]:
        path.rename(path.with_name(package.name))


def _pair(*environments: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Return the milliseconds that each page takes on both, started for that."""
    with ExitStack() as stack:
        asked = []
        for environment in environments:
            server = stack.enter_context(Server("lms.wsgi:application", environment))
            asked.append((server, browser := Browser(server.port)))
            browser.sign_in()
        article = browser.links("/search/?kind=article", r"/kb/articles/\d+/")[0]
        pages = {"home": "/", "article": article, "search": search_path(CHINESE[0])}
        return {name: _both(asked, address) for name, address in pages.items()}


def _both(asked: Sequence[tuple[Server, Browser]], address: str) -> tuple[float, float]:
    """Return the least that a request took: what else the machine does only adds."""
    _turn(asked, address, 0)
    turns = [_turn(asked, address, number) for number in range(TURNS)]
    without, with_plugins = (min(each) for each in zip(*turns, strict=True))
    return without / REQUESTS * 1000, with_plugins / REQUESTS * 1000


def _by_page(
    pairs: Sequence[Mapping[str, tuple[float, float]]],
) -> Iterator[tuple[str, list[float], list[float]]]:
    """Yield each page with its milliseconds without plugins, and the ratios."""
    for page in pairs[0]:
        found = [pair[page] for pair in pairs]
        ratios = [with_plugins / without for without, with_plugins in found]
        yield page, [without for without, _more in found], ratios


def _turn(
    asked: Sequence[tuple[Server, Browser]], address: str, number: int
) -> list[float]:
    """Return what each has used; who comes first changes from turn to turn."""
    if number % 2:
        return [_seconds(*each, address) for each in asked]
    return [_seconds(*each, address) for each in reversed(asked)][::-1]


def _seconds(server: Server, browser: Browser, address: str) -> float:
    before = server.seconds()
    for _request in range(REQUESTS):
        browser.get(address)
    return server.seconds() - before
