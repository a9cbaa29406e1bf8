"""Cases: what each address answers to whom."""

from wagtail.models import PageViewRestriction

from lms.enums import Role
from plugins.case_studies.enums import ActionState, CaseState
from plugins.case_studies.models import CaseIndexPage, WeeklyPick
from plugins.case_studies.services.shelf import main_shelf
from plugins.case_studies.tests.factories import (
    make_action,
    make_case,
    make_file,
    make_shelf,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST = ("POST",)
REVIEWERS = only(Role.EDITOR, Role.REVIEWER, Role.MANAGER)
CHECKERS = REVIEWERS | only(Role.CONTRIBUTOR, Role.TRAINER)
PICKERS = REVIEWERS | only(Role.TRAINER)


def make_objects(place):
    shelf = _closed_shelf(place) if place.is_closed else main_shelf()
    shared = make_case(state=CaseState.DRAFT, shelf=shelf)
    case = make_case(shelf=shelf)
    return {
        "case": case.pk,
        "shared": shared.pk,
        "begun": make_case(state=CaseState.DRAFT, shelf=shelf, shared_at=None).pk,
        "anonymous": make_case(state=CaseState.ANONYMISED, shelf=shelf).pk,
        "in_review": make_case(state=CaseState.IN_REVIEW, shelf=shelf).pk,
        "done": make_action(case, state=ActionState.DONE).pk,
        "shelf": shelf.pk,
        "pick": WeeklyPick.objects.get_or_create(week="2026-01-05")[0].pk,
        **{word: word for word in STEPS},
        "clap": "clap",
        "file": make_file(case).pk,
        "hidden_file": make_file(shared).pk,
    }


STEPS = (
    *("hand-in", "confirm", "submit", "publish", "return", "archive", "close"),
    *("consent", "nothing", "start", "finish", "verify"),
)


def _closed_shelf(place):
    shelf = make_shelf()
    locked = PageViewRestriction.objects.create(page=shelf, restriction_type="groups")
    locked.groups.set(place.category.view_restrictions.get().groups.all())
    return CaseIndexPage.objects.get(pk=shelf.pk)


def page(name, *args, **options):
    return Row(f"lms_case_studies:{name}", args, **options)


def unpublished(name, *args, allowed=CHECKERS, **options):
    """Who may check finds what is handed in; for all others it is not there."""
    options = {"refusal": NOT_FOUND, "closed": NOT_FOUND, **options}
    return page(name, *args, allowed=allowed, **options)


def step(case, name, allowed, **options):
    """Who may open the case and may not do this is refused."""
    return page("step", case, name, methods=POST, allowed=allowed, **options)


def nobodys(name, *args, **options):
    """It belongs to its author, and nobody here is that."""
    options = {"closed": NOT_FOUND, "refusal": NOT_FOUND, **options}
    return page(name, *args, allowed=frozenset(), **options)


ROWS = [
    *(page(name) for name in ("cases", "share", "mine", "wall", "picks", "actions")),
    page(
        "share", methods=POST, data={"kind": "good", "title": "好", "channel": "phone"}
    ),
    page("shelf", "shelf", closed=NOT_FOUND),
    page("report", allowed=PICKERS),
    page("plan_pick", allowed=PICKERS),
    page("plan_pick", methods=POST, allowed=PICKERS),
    page("pick_outcome", "pick", methods=POST, data={"outcome": "好"}, allowed=PICKERS),
    page("case", "case", closed=NOT_FOUND),
    page("printed", "case", closed=NOT_FOUND),
    unpublished("case", "shared"),
    unpublished("printed", "in_review"),
    page("file", "case", "file", closed=NOT_FOUND),
    unpublished("file", "shared", "hidden_file"),
    page("file", "case", "hidden_file", answer=NOT_FOUND),
    nobodys("case", "begun"),
    nobodys("edit", "shared"),
    nobodys("edit", "case", methods=POST),
    page("answer", "case", methods=POST, data={"text": "先道歉"}, closed=NOT_FOUND),
    page("answer", "case", answer=NOT_ALLOWED),
    page(
        "react",
        "case",
        "clap",
        methods=POST,
        data={"wanted": "yes"},
        closed=NOT_FOUND,
    ),
    page("react", "case", "nothing", methods=POST, answer=NOT_FOUND),
    page("add_action", "case", methods=POST, closed=NOT_FOUND),
    page("rewrite", "case", methods=POST, closed=NOT_FOUND),
    page("step", "case", "nothing", methods=POST, answer=NOT_FOUND),
    page("step", "case", "publish", answer=NOT_ALLOWED),
    step("case", "archive", REVIEWERS, closed=NOT_FOUND),
    step("case", "close", REVIEWERS, closed=NOT_FOUND),
    step("case", "return", REVIEWERS, data={"reason": "重写"}, closed=NOT_FOUND),
    step("case", "consent", frozenset(), closed=NOT_FOUND),
    page(
        "action_step",
        "done",
        "verify",
        methods=POST,
        allowed=CHECKERS,
        closed=NOT_FOUND,
    ),
    page(
        "action_step",
        "done",
        "start",
        methods=POST,
        allowed=frozenset(),
        closed=NOT_FOUND,
    ),
    page("action_step", "done", "nothing", methods=POST, answer=NOT_FOUND),
]
OPEN_KINDS = {"case": lambda title: make_case(title=title)}
