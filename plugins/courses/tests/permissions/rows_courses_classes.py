"""Classes: what each address answers to whom."""

from django.utils import timezone

from lms.enums import Role
from plugins.courses.models import CalendarFeed, CohortIssue
from plugins.courses.services.classes.signing_in import apologize
from plugins.courses.tests.classes.factories import (
    make_cohort,
    make_make_up_class,
    make_order,
    make_session,
)
from tests.factories.people import UserFactory
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
SEERS = only(Role.TRAINER, Role.MANAGER)
RUNNERS = only(Role.MANAGER)


def make_objects(place):
    """A cohort of strangers: trainers see it, managers run it."""
    person = UserFactory()
    cohort = make_cohort(person, trainers=[UserFactory(role=Role.TRAINER)])
    session = make_session(cohort)
    apology = apologize(
        session=session, person=person, reason="看牙", now=timezone.now()
    )
    feed = CalendarFeed.objects.create(
        person=person, token=f"token-{cohort.pk}", renewed_at=timezone.now()
    )
    return {
        "cohort": cohort.pk,
        "session": session.pk,
        "extra": make_make_up_class(cohort).pk,
        "member": cohort.members.get().pk,
        "apology": apology.pk,
        "order": make_order(cohort, person=person, state="attended").pk,
        "issue": CohortIssue.objects.create(
            cohort=cohort, text="想多练投诉", raised_by=person, raised_at=timezone.now()
        ).pk,
        "required": make_order(make_cohort(UserFactory())).pk,
        "token": feed.token,
        "wrong": "wrong",
        **{word: word for word in ("cancel", "restore", "nothing", "book", "close", "waive", "take")},
    }  # fmt: skip


def page(name, *args, **options):
    return Row(f"lms_courses:class_{name}", args, **options)


def seen(name, *args, **options):
    """Who sees all cohorts finds it; for all others it is not there."""
    return page(name, *args, allowed=SEERS, refusal=NOT_FOUND, **options)


class _RunRow(Row):
    """A row whose refusal differs: 404 where the cohort is closed, 403 where it is seen."""

    def expected(self, role, place):
        if role == Role.TRAINER:
            return Outcome.DENIED
        return super().expected(role, place)


def managed(name, *args, **options):
    """Nothing for strangers, refused to trainers of other cohorts, open to managers."""
    return _RunRow(
        f"lms_courses:class_{name}",
        args,
        allowed=RUNNERS,
        refusal=NOT_FOUND,
        **options,
    )


def listed(name, key):
    """The addresses of a list of the admin that is looked through and never written."""
    space, one = f"lms_courses_{name}", {"args": [key], "allowed": frozenset()}
    closed = {**one, "answer": Outcome.DENIED}
    return [
        admin_row(space, "index", allowed=SEERS),
        admin_row(space, "index_results", allowed=SEERS),
        admin_row(space, "add", allowed=frozenset(), answer=Outcome.DENIED),
        *(
            admin_row(space, each, **closed)
            for each in ("edit", "delete", "history", "history_results", "usage")
        ),
    ]


ROWS = [
    *listed("cohorts", "cohort"),
    *listed("classes", "session"),
    *(page(name) for name in ("mine", "today", "cohorts", "make_up", "calendar")),
    page("calendar", methods=POST),
    page("report", allowed=SEERS),
    page("feed", "token", anonymous=Outcome.OK),
    page("feed", "wrong", anonymous=NOT_FOUND, answer=NOT_FOUND),
    page("new_cohort", methods=BOTH, allowed=SEERS),
    seen("cohort", "cohort"),
    seen("matrix", "cohort"),
    seen("session", "session"),
    seen("sign_in", "session", methods=BOTH),
    seen("apology", "session", methods=POST, data={"reason": "看牙"}),
    managed("edit_cohort", "cohort", methods=BOTH),
    managed("people", "cohort", methods=POST),
    managed("remove_person", "cohort", "member", methods=POST),
    managed("plan", "cohort", methods=BOTH),
    page("issues"),
    managed("bring_up", "cohort", methods=POST, data={"text": "想多练投诉"}),
    managed("issue_step", "issue", "take", methods=POST),
    page("issue_step", "issue", "nothing", methods=POST, answer=NOT_FOUND),
    page("catch_up", "cohort", methods=BOTH, allowed=only()),
    managed("new", "cohort", methods=BOTH),
    managed("edit", "session", methods=BOTH),
    managed("code", "session"),
    managed("list", "session"),
    managed("list", "session", methods=POST, data={"rest": "absent"}),
    managed("import", "session", methods=POST),
    managed("sheet", "session"),
    managed("step", "session", "cancel", methods=POST),
    managed("step", "session", "restore", methods=POST),
    page("step", "session", "cancel", answer=NOT_ALLOWED),
    managed("decide", "apology", methods=POST, data={"answer": "accept"}),
    page("order_step", "order", "close", methods=POST, allowed=RUNNERS, refusal=NOT_FOUND),
    page("order_step", "order", "waive", methods=POST, allowed=RUNNERS, refusal=NOT_FOUND),
    page("order_step", "order", "nothing", methods=POST, answer=NOT_FOUND),
    page("order_step", "required", "book", methods=POST, answer=NOT_FOUND),
]  # fmt: skip
