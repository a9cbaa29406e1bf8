"""The figures of a run beside their targets."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.figures import TARGETS, Target
from benchmarks.load import Load
from benchmarks.weight import Weight

MOST_MEGABYTES = 150
MOST_KILOBYTES = 40
MOST_SCRIPT = 30
MOST_TIMES_IDLE = 5


@dataclass(frozen=True)
class Run:
    """All figures of one run; costs in processor milliseconds a request."""

    costs: dict[str, float]
    load: Load
    worker_megabytes: list[float]
    weights: dict[str, Weight]


Row = tuple[str, str, str, bool | None]


def print_table(run: Run) -> None:
    """Print a line for each figure: what, how much, how much it may be, and if so."""
    marks = {True: "yes", False: "NO", None: ""}
    rows = [*_costs(run), *_load(run), *_sizes(run)]
    widths = [
        max(map(len, texts)) for texts in zip(*(row[:3] for row in rows), strict=True)
    ]
    for name, figure, target, is_met in rows:
        cells = (
            name.ljust(widths[0]),
            figure.rjust(widths[1]),
            target.ljust(widths[2]),
        )
        print("  ".join((*cells, marks[is_met])).rstrip())


def _costs(run: Run) -> Iterator[Row]:
    targets = {target.subject: target for target in TARGETS}
    for name, cost in run.costs.items():
        target = targets.get(name)
        yield (
            f"{name}, processor time",
            f"{cost:.1f} ms",
            *_verdict(run, cost, target),
        )


def _verdict(run: Run, cost: float, target: Target | None) -> tuple[str, bool | None]:
    if target is None:
        return "", None
    if not target.beside:
        return f"<= {target.most:g} ms", cost <= target.most
    ratio = cost / run.costs[target.beside]
    text = f"{ratio:.2f} x {target.beside}, <= {target.most:g} x"
    return text, ratio <= target.most


def _load(run: Run) -> Iterator[Row]:
    load = run.load
    ratio = load.busy_sign_in / load.idle_sign_in
    yield "sign-in, idle", f"{load.idle_sign_in * 1000:.0f} ms", "", None
    yield (
        "sign-in beside 16 connections that search",
        f"{load.busy_sign_in * 1000:.0f} ms",
        f"{ratio:.1f} x idle, <= {MOST_TIMES_IDLE} x",
        ratio <= MOST_TIMES_IDLE,
    )
    slowest = f"slowest sign-in {load.slowest_sign_in * 1000:.0f} ms"
    yield "searches meanwhile", str(load.searches), slowest, None
    yield "searches that failed", str(load.failures), "0", load.failures == 0


def _sizes(run: Run) -> Iterator[Row]:
    most = max(run.worker_megabytes)
    limit = f"<= {MOST_MEGABYTES} MB"
    yield "largest worker", f"{most:.0f} MB", limit, most <= MOST_MEGABYTES
    for name, weight in run.weights.items():
        size, script = weight.compressed / 1000, weight.own_script / 1000
        limit = f"<= {MOST_KILOBYTES} kB"
        yield f"first view, {name}", f"{size:.1f} kB", limit, size <= MOST_KILOBYTES
        limit = f"< {MOST_SCRIPT} kB"
        yield f"own script, {name}", f"{script:.1f} kB", limit, script < MOST_SCRIPT
        later = weight.later / 1000
        yield f"loaded at the first press, {name}", f"{later:.1f} kB", "", None
