"""Certification: what each address answers to whom."""

from lms.enums import Role
from plugins.certification.enums import CandidacyState
from plugins.certification.services.badge_keys import begin_keys
from plugins.certification.tests.factories import (
    make_award,
    make_candidacy,
    make_level,
    make_topic,
)
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import SIGNED_IN, Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
NOBODY = frozenset()
ADMINS = only(Role.PLUGIN_ADMIN)
DESK = only(Role.TRAINER, Role.MANAGER)
MANAGERS = only(Role.MANAGER)
STEPS = (
    *("sign-off", "take-back", "propose", "send-back", "grant", "reject"),
    *("nothing", "suspend", "resume", "revoke"),
)


def make_objects(place):
    """A certificate and a candidacy of somebody whom nobody here is."""
    level = make_level()
    award = make_award(level)
    begin_keys()
    return {
        "code": level.code,
        "level": level.pk,
        "scheme": level.scheme_id,
        "topic": make_topic().pk,
        "award": award.uuid,
        "purpose": "revocation",
        "number": 0,
        "row": make_candidacy(level).pk,
        "proposed": make_candidacy(level, state=CandidacyState.PROPOSED).pk,
        **{word: word for word in STEPS},
    }


def page(name, *args, **options):
    return Row(f"lms_certification:{name}", args, **options)


def desk(name, *args, **options):
    """Whoever does not work there is refused, whatever is asked for."""
    return page(name, *args, **{"allowed": DESK, **options})


def admin(name, key):
    """The addresses of one list: nobody deletes what is in it."""
    space, one = f"lms_certification_{name}", {"args": [key], "allowed": ADMINS}
    return [
        admin_row(space, "index", allowed=ADMINS),
        admin_row(space, "index_results", allowed=ADMINS),
        admin_row(space, "add", allowed=ADMINS, methods=("GET",)),
        admin_row(space, "edit", methods=("GET",), **one),
        admin_row(space, "delete", [key], allowed=NOBODY, methods=BOTH),
        admin_row(space, "history", **one),
        admin_row(space, "history_results", **one),
        admin_row(space, "usage", **one),
    ]


ROWS = [
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    page("apply", "code", methods=POST),
    page("apply", "code", answer=NOT_ALLOWED),
    page("withdraw", "row", methods=POST, answer=NOT_FOUND),
    page("withdraw", "row", answer=NOT_ALLOWED),
    page("certificate", "award", allowed=DESK, refusal=NOT_FOUND),
    page("pdf", "award", allowed=DESK, refusal=NOT_FOUND),
    page("pdf", "award", methods=POST, answer=NOT_ALLOWED),
    page("badge_jwt", "award", answer=NOT_FOUND),
    page("badge_svg", "award", answer=NOT_FOUND),
    page("did", anonymous=Outcome.OK),
    page("badge_status", "purpose", "number", anonymous=Outcome.OK),
    page("mark", "award", "nothing", methods=POST, allowed=NOBODY, refusal=NOT_FOUND),
    # A trainer may see it and not touch it; for all others it is not there.
    *(
        page("mark", "award", word, methods=POST, data={"reason": "复核"}, allowed=MANAGERS, gate=SIGNED_IN - {Role.TRAINER}, refusal=NOT_FOUND)
        for word in ("suspend", "revoke", "resume")
    ),
    page("mark", "award", "suspend", answer=NOT_ALLOWED),
    page("verify", "award", anonymous=Outcome.OK),
    page("verify", "award", methods=POST, answer=NOT_ALLOWED, anonymous=NOT_ALLOWED),
    page("roster", allowed=DESK),
    desk("desk"),
    desk("candidate", "row"),
    desk("step", "row", "send-back", methods=("GET",), answer=NOT_ALLOWED, refusal=NOT_ALLOWED),
    desk("step", "row", "nothing", methods=POST, answer=NOT_FOUND),
    desk("step", "row", "grant", methods=POST, allowed=MANAGERS),
    desk("step", "row", "reject", methods=POST, data={"reason": "还差"}, allowed=MANAGERS),
    desk("step", "row", "propose", methods=POST),
    desk("step", "proposed", "send-back", methods=POST),
    desk("step", "row", "take-back", methods=POST, answer=NOT_FOUND),
    desk("step", "row", "sign-off", methods=POST, answer=NOT_FOUND),
    *admin("levels", "level"),
    *admin("schemes", "scheme"),
    *admin("topics", "topic"),
]  # fmt: skip
