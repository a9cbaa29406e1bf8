"""What is measured, against what, and how far it may go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from urllib.parse import quote, urlencode

from benchmarks.browser import Browser
from benchmarks.processes import Server
from lms.search.fts5 import match_text
from lms.search.plan import plan_search

CHINESE = (
    "退款", "退款多久到账", "发票抬头", "会员积分", "投诉升级", "换货运费", "上门取件",
    "安抚情绪", "验证码", "优惠券不能用",
)  # fmt: skip
ENGLISH = (
    "refund", "refund times", "late delivery", "complaint level", "gift card",
    "account security", "working days", "change the address", "warranty", "photo",
)  # fmt: skip
TYPED = ("退", "发票", "会员", "tk", "ref", "deliv", "验证", "warr")

OF_PRODUCT, OF_PLAIN, OF_RAW = "product", "plain", "raw"
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Subject:
    """One kind of request, to one server."""

    name: str
    server: str
    paths: Sequence[str]
    requests: int = 30  # in a round
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Target:
    """How much a subject may cost: milliseconds, or times another subject."""

    subject: str
    most: float
    beside: str = ""


TARGETS = (
    Target("search, Chinese", 1.8, "raw query, Chinese"),
    Target("search, English", 1.8, "raw query, English"),
    Target("typing", 12),
    Target("article", 8),
    Target("home", 15),
)


def subjects(articles: Sequence[str], plain: Sequence[str]) -> list[Subject]:
    """Return all subjects; what belongs together is neighbours."""
    return [
        Subject("raw page", OF_RAW, ["/"], 300),
        Subject("raw query, Chinese", OF_RAW, [*map(_raw, CHINESE)], 60),
        Subject("search, Chinese", OF_PRODUCT, [*map(search_path, CHINESE)]),
        Subject("raw query, English", OF_RAW, [*map(_raw, ENGLISH)], 60),
        Subject("search, English", OF_PRODUCT, [*map(search_path, ENGLISH)]),
        Subject("typing", OF_PRODUCT, [*map(search_path, TYPED)], 48, HTMX),
        Subject("article", OF_PRODUCT, articles, 60),
        Subject("plain Wagtail, page", OF_PLAIN, plain, 60),
        Subject("home", OF_PRODUCT, ["/"], 40),
        Subject(
            "plain Wagtail, search",
            OF_PLAIN,
            [f"/search/?query={quote(word)}" for word in (CHINESE[0], ENGLISH[0])],
            4,
        ),
    ]


def search_path(query: str) -> str:
    """Return the address of the results."""
    return f"/search/?{urlencode({'q': query})}"


def _raw(query: str) -> str:
    matched = plan_search(query).matched
    if matched is None:
        raise ValueError(query)
    return f"/?{urlencode({'match': match_text(matched)})}"


def measure(
    found: Sequence[Subject],
    servers: Mapping[str, Server],
    cookies: Mapping[str, Mapping[str, str]],
    rounds: int,
    say: Callable[[str], None],
) -> dict[str, float]:
    """Return the median of processor milliseconds a request; one round warms up."""
    figures: dict[str, list[float]] = {subject.name: [] for subject in found}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}")
        for subject in found:
            server = servers[subject.server]
            figures[subject.name].append(_round(subject, server, cookies))
    return {name: median(costs[1:]) for name, costs in figures.items()}


def _round(
    subject: Subject, server: Server, cookies: Mapping[str, Mapping[str, str]]
) -> float:
    """Ask over two connections, which mostly reach two workers."""
    known = cookies.get(subject.server)
    browsers = [Browser(server.port, known) for _ in range(4)]
    paths = list(islice(cycle(subject.paths), subject.requests))
    before = server.seconds()
    for browser, path in zip(cycle(browsers), paths, strict=False):
        browser.get(path, **(subject.headers or {}))
    spent = server.seconds() - before
    for browser in browsers:
        browser.connection.close()
    return spent * 1000 / len(paths)
