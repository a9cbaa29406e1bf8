"""What an import costs an article, and how much memory it takes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FEW, MANY = 1_000, 10_000
MOST_MILLISECONDS = 12
MOST_GROWTH = 1.25
"""How many times the memory of a few articles many of them may take."""
_SITE = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "of a data set that is thrown away: nothing to keep safe",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "off",
}


def measure_import() -> None:
    """Print each figure beside what is wanted."""
    with TemporaryDirectory() as folder:
        empty = Path(folder, "empty")
        _inside(empty, "commands", "migrate")
        _inside(empty, "commands", "prepare_site")
        few, many = (_import(empty, Path(folder), amount) for amount in (FEW, MANY))
    print(f"{MANY} short articles with one version each, published")
    _say("processor ms an article", many["milliseconds"], MOST_MILLISECONDS)
    growth = many["megabytes"] / few["megabytes"]
    print(f"  megabytes at most: {few['megabytes']:.0f} at {FEW}, ", end="")
    print(f"{many['megabytes']:.0f} at {MANY}")
    _say("times the memory", growth, MOST_GROWTH)
    one = few["milliseconds_of_one"]
    print(
        f"one by one, as Wagtail saves and publishes: {one:.0f} ms an article, ", end=""
    )
    print(f"{one / many['milliseconds']:.1f} times as much")


def _import(empty: Path, folder: Path, amount: int) -> dict[str, float]:
    site = folder / str(amount)
    shutil.copytree(empty, site)
    found: dict[str, float] = json.loads(_inside(site, "fill_import", str(amount)))
    return found


def _inside(folder: Path, *arguments: str) -> str:
    folder.mkdir(exist_ok=True)
    own = {"DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside", *arguments],
        env={**os.environ, **_SITE, **own},
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def _say(what: str, figure: float, wanted: float) -> None:
    met = "yes" if figure <= wanted else "NO"
    print(f"  {what:23} {figure:8.2f}  wanted {wanted:g}  {met}")
