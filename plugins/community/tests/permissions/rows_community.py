"""The community: what each address answers to whom."""

from lms.enums import Role
from plugins.community.models import Comment
from plugins.community.tests.factories import NOW, make_suggestion
from tests.factories.people import UserFactory
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
ANSWERERS = only(Role.TRAINER, Role.MANAGER)
STEPS = ("support", "unsupport", "comment", "withdraw", "look-at", "accept", "finish")
STEPS += ("decline", "reopen", "merge", "nothing")
WORDS = {"words": "写明白了"}


def make_objects(_place):
    """What two whom nobody here is have written."""
    new = make_suggestion()
    said = Comment.objects.create(suggestion=new, by=UserFactory(), at=NOW, text="好")
    return {
        "new": new.pk,
        "looked": make_suggestion(state="looked_at").pk,
        "accepted": make_suggestion(state="accepted", accepted_at=NOW).pk,
        "declined": make_suggestion(state="declined").pk,
        "withdrawn": make_suggestion(state="withdrawn").pk,
        "comment": said.pk,
        **{word: word for word in STEPS},
    }


def page(name, *args, **options):
    return Row(f"lms_community:{name}", args, **options)


def step(of, name, **options):
    return page("suggestion_step", of, name, methods=POST, **{"data": WORDS, **options})


def answering(of, name, **options):
    return step(of, name, allowed=ANSWERERS, **options)


ROWS = [
    page("suggestions"),
    page("suggestions", methods=POST, answer=NOT_ALLOWED),
    page("suggest", methods=BOTH),
    page("suggestion", "new"),
    page("suggestion", "declined"),
    page("suggestion", "withdrawn", answer=NOT_FOUND),
    page("edit_suggestion", "new", methods=BOTH, answer=NOT_FOUND),
    page("suggestion_step", "new", "support", answer=NOT_ALLOWED),
    step("new", "support"),
    step("new", "unsupport"),
    step("new", "comment"),
    step("new", "withdraw", answer=DENIED),
    step("new", "nothing", answer=NOT_FOUND),
    step("withdrawn", "comment", answer=NOT_FOUND),
    answering("new", "look-at"),
    answering("looked", "accept"),
    answering("accepted", "finish"),
    answering("new", "decline"),
    answering("declined", "reopen"),
    answering("new", "merge", data=lambda made: {"into": made["looked"]}),
    page("remove_comment", "comment", methods=POST, allowed=ANSWERERS),
    page("remove_comment", "comment", answer=NOT_ALLOWED),
]
