"""Contests: what each address answers to whom."""

from lms.enums import Role
from plugins.contests.tests.factories import (
    make_announced,
    make_contest,
    make_entry,
    make_proposal,
    run,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
KEEPERS = only(Role.TRAINER, Role.MANAGER)
STEPS = ("open", "draft", "start", "unstart", "announce", "remove", "call-off")
ANSWERS = ("agree", "decline", "withdraw", "ask", "drop", "strike")
WORDS = ("marks", "publish", "take-back", "show", "hide", "nothing")


def make_objects(place):
    """Contests in all states, with entries of people whom nobody here is."""
    running = make_contest(("practical", 60, 1), ("proposal", 40))
    entry = make_entry(running)
    practical = run(running, entry)
    proposals = run(running, entry, number=2)
    standing = proposals.standings.get()
    make_proposal(standing)
    closed = make_contest(state="closed")
    announced, entries = make_announced("90", "80")
    return {
        "draft": make_contest(state="draft").pk,
        "open": make_contest().pk,
        "running": running.pk,
        "closed": closed.pk,
        "announced": announced.pk,
        "theory": run(make_contest()).pk,
        "practical": practical.pk,
        "entry": entry.pk,
        "winner": entries[0].pk,
        "scored": practical.standings.get().pk,
        "proposal": standing.pk,
        "at_open": make_entry(make_contest()).pk,
        **{word: word for word in (*STEPS, *ANSWERS, *WORDS) if word not in {"draft", "open"}},
        "to_open": "open",
        "to_draft": "draft",
    }  # fmt: skip


def page(name, *args, **options):
    return Row(f"lms_contests:{name}", args, **options)


def kept(name, *args, **options):
    """Those who organize alone."""
    return page(name, *args, **{"allowed": KEEPERS, "gate": KEEPERS, **options})


ROWS = [
    page("contests"),
    page("contests", methods=POST, answer=NOT_ALLOWED),
    page("contest", "open"),
    page("contest", "draft", allowed=KEEPERS, refusal=NOT_FOUND),
    page("enter", "running", methods=POST),
    page("enter", "draft", methods=POST, allowed=KEEPERS, refusal=NOT_FOUND),
    page("desk"),
    # Only the jury of a round sees its desk, and only for entries not too close.
    page("judge", "practical", answer=NOT_FOUND),
    page("sheet", "scored", methods=BOTH, answer=NOT_FOUND),
    page("proposal", "proposal", allowed=KEEPERS, refusal=NOT_FOUND),
    page("write", "proposal", methods=BOTH, answer=NOT_FOUND),
    page("file", "proposal", answer=NOT_FOUND),
    *(page("proposal_step", "proposal", name, methods=POST, answer=NOT_FOUND) for name in ("show", "hide", "nothing")),
    *(page("entry_step", "at_open", name, methods=POST, answer=DENIED) for name in ("agree", "decline", "withdraw")),
    *(page("entry_step", "at_open", name, methods=POST, answer=NOT_FOUND) for name in ("ask", "drop", "nothing")),
    page("entry_step", "at_open", "strike", methods=POST, allowed=KEEPERS),
    page("ranking", "announced"),
    page("ranking", "closed", allowed=KEEPERS, refusal=NOT_FOUND),
    page("ranking", "running", answer=NOT_FOUND),
    page("certificate", "winner"),
    page("certificate", "entry", answer=NOT_FOUND),
    page("payroll", "announced", allowed=only(Role.MANAGER), gate=only(Role.MANAGER)),
    kept("new", methods=BOTH),
    kept("change", "open", methods=BOTH),
    *(kept("step", "open", name, methods=POST) for name in ("to_open", "start", "unstart", "announce", "call-off")),
    kept("step", "draft", "remove", methods=POST),
    kept("step", "draft", "to_draft", methods=POST),
    kept("step", "open", "nothing", methods=POST, answer=NOT_FOUND),
    kept("round", "practical"),
    kept("table", "theory", methods=BOTH),
    kept("table", "practical", answer=NOT_FOUND),
    *(kept("round_step", "practical", name, methods=POST) for name in ("marks", "publish", "take-back")),
    kept("round_step", "practical", "nothing", methods=POST, answer=NOT_FOUND),
]  # fmt: skip
