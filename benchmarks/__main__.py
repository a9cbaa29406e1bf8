"""Measures and prints; `python -m benchmarks --help`."""

import argparse
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from benchmarks.browser import Browser
from benchmarks.content import ITEMS
from benchmarks.figures import (
    CHINESE,
    ENGLISH,
    OF_PLAIN,
    OF_PRODUCT,
    OF_RAW,
    measure,
    search_path,
    subjects,
)
from benchmarks.import_cost import measure_import
from benchmarks.load import measure_load
from benchmarks.plugin_cost import measure_plugins
from benchmarks.processes import Server
from benchmarks.report import Run, print_table
from benchmarks.search import measure_search
from benchmarks.weight import weigh

ROOT = Path(__file__).parents[1]
PLUGINS_RATIO, PLUGINS_MORE = 1.05, 0.3
"""What enabled plugins may cost a page: times, or milliseconds more."""
VIEWS = {
    "home": ["/"],
    "search": [search_path(CHINESE[0])],
    "search-en": [search_path(ENGLISH[0])],
    "typing": [search_path("发票"), "HX-Request: true"],
    "article": ["article"],
}


def main() -> None:
    """Build what is missing, then measure, or profile one view."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help="size of the data set")
    parser.add_argument("--rounds", type=int, default=7, help="medians are of so many")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--profile", choices=VIEWS, help="profile a view, no figures")
    parser.add_argument("--plugins", type=int, help="what so many plugins cost, alone")
    parser.add_argument("--documents", action="store_true", help="files, alone")
    parser.add_argument("--ledger", action="store_true", help="points, alone")
    parser.add_argument("--import", action="store_true", dest="imports", help="alone")
    parser.add_argument(
        "--search",
        nargs="?",
        const="all",
        choices=("all", "server"),
        help="the engine, alone; `server`: on a search server alone",
    )
    options = parser.parse_args()
    if options.search:
        measure_search(options.rounds, options.search)
        return
    if options.imports:
        measure_import()
        return
    for name in ("documents", "ledger"):
        if getattr(options, name):
            script = [sys.executable, "-m", f"benchmarks.{name}"]
            sys.exit(subprocess.run(script, cwd=ROOT, check=False).returncode)
    bench = Bench(options.items)
    bench.build()
    if options.profile:
        bench.inside(OF_PRODUCT, "profiling", *VIEWS[options.profile])
        return
    if options.plugins:
        bench.compare_plugins(options.plugins, options.rounds)
        return
    run = bench.run(options.rounds)
    if options.json:
        print(json.dumps(asdict(run), indent=2))
    else:
        print_table(run)


class Bench:
    """A folder with a data set of one size, for the product and for plain Wagtail."""

    def __init__(self, items: int) -> None:
        self.items = items
        self.folder = ROOT / ".data" / "bench" / str(items)
        shared = {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3",
            "BENCH_DATABASE": f"{self.folder}/db.sqlite3",
        }
        product = {
            "DJANGO_SETTINGS_MODULE": "lms.settings.production",
            "SECRET_KEY": "of a data set that is thrown away: nothing to keep safe",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "off",
        }
        plain = {"DJANGO_SETTINGS_MODULE": "benchmarks.plain_site.settings"}
        self.environments = {
            OF_RAW: shared,
            OF_PRODUCT: {**shared, **product},
            OF_PLAIN: {**shared, **plain},
        }

    def build(self) -> None:
        """Make the databases, unless they are there."""
        done = self.folder / "done"
        if done.exists():
            self.inside(OF_PRODUCT, "commands", "migrate")
        else:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob("*.sqlite3*"):
                path.unlink()
            say(f"filling the product with {self.items} items")
            self.inside(OF_PRODUCT, "fill_product", str(self.items))
            say("filling the plain Wagtail site")
            self.inside(OF_PLAIN, "fill_plain", str(self.items))
            done.touch()
        self.inside(OF_PRODUCT, "commands", "collectstatic", "--noinput")

    def inside(self, project: str, *arguments: str) -> None:
        """Run one of our scripts inside a Django project."""
        subprocess.run(
            [sys.executable, "-m", "benchmarks.inside", *arguments],
            env={**os.environ, **self.environments[project]},
            cwd=ROOT,
            check=True,
        )

    def compare_plugins(self, number: int, rounds: int) -> None:
        """Print what plugins cost each page."""
        environment = self.environments[OF_PRODUCT]
        for cost in measure_plugins(self.folder, environment, number, rounds):
            met = cost.ratio <= PLUGINS_RATIO or cost.more <= PLUGINS_MORE
            low, high = min(cost.ratios), max(cost.ratios)
            print(
                f"{cost.page:10} {cost.without:6.1f} ms without, with {number} plugins "
                f"{cost.ratio:.3f} x (pairs: {low:.3f} to {high:.3f}), "
                f"{cost.more:+.2f} ms  {'yes' if met else 'NO'}"
            )

    def run(self, rounds: int) -> Run:
        """Return all figures of one run."""
        applications = {
            OF_RAW: "benchmarks.raw:application",
            OF_PRODUCT: "lms.wsgi:application",
            OF_PLAIN: "benchmarks.plain_site.wsgi:application",
        }
        with ExitStack() as stack:
            servers = {
                name: stack.enter_context(Server(application, self.environments[name]))
                for name, application in applications.items()
            }
            return _measured(servers, rounds)


def _measured(servers: dict[str, Server], rounds: int) -> Run:
    browsers = {name: Browser(server.port) for name, server in servers.items()}
    for name in (OF_PRODUCT, OF_PLAIN):
        browsers[name].sign_in()
    product = browsers[OF_PRODUCT]
    articles = product.links("/search/?kind=article", r"/kb/articles/\d+/")
    pages = browsers[OF_PLAIN].links("/search/?query=refund", r"/item-\d+/item-\d+/")
    cookies = {name: browser.cookies for name, browser in browsers.items()}
    costs = measure(subjects(articles, pages), servers, cookies, rounds, say)
    say("sixteen connections")
    searches = [search_path(query) for query in (*CHINESE, *ENGLISH)]
    load = measure_load(servers[OF_PRODUCT].port, product.cookies, searches)
    product = Browser(servers[OF_PRODUCT].port, product.cookies)
    return Run(
        costs=costs,
        load=load,
        worker_megabytes=servers[OF_PRODUCT].megabytes(),
        weights={
            "search": weigh(product.get, "/search/"),
            "article": weigh(product.get, articles[0]),
        },
    )


def say(text: str) -> None:
    """Tell whoever waits what goes on."""
    print(f"== {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
