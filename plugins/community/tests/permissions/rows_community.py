"""The community: what each address answers to whom."""

from lms.enums import Role
from plugins.community.models import Comment
from plugins.community.tests.factories import (
    NOW,
    make_application,
    make_fund,
    make_item,
    make_meeting,
    make_suggestion,
    make_talk,
)
from tests.factories.people import UserFactory
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED, DENIED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED, Outcome.DENIED
POST, BOTH = ("POST",), ("GET", "POST")
ANSWERERS = only(Role.TRAINER, Role.MANAGER)
STEPS = ("support", "unsupport", "comment", "withdraw", "look-at", "accept", "finish")
STEPS += ("decline", "reopen", "merge", "nothing")
STEPS += ("announce", "cancel", "again", "come", "on", "off", "up", "put-off")
STEPS += ("tick", "untick", "remove", "grant", "anew", "pay", "back")
DECIDERS = only(Role.MANAGER)
WORDS = {"words": "写明白了"}


def make_objects(_place):
    """What two whom nobody here is have written."""
    new = make_suggestion()
    said = Comment.objects.create(suggestion=new, by=UserFactory(), at=NOW, text="好")
    meeting, fund = make_meeting(), make_fund(9000)
    granted = make_application(fund, state="granted")
    return {
        "meeting": meeting.pk,
        "to_plan": make_meeting(state="planned").pk,
        "cancelled": make_meeting(state="cancelled").pk,
        "talk": make_talk(meeting).pk,
        "on_agenda": make_talk(meeting, state="on", place=1).pk,
        "item": make_item(meeting).pk,
        "fund": fund.pk,
        "application": make_application(fund).pk,
        "granted": granted.pk,
        "new": new.pk,
        "looked": make_suggestion(state="looked_at").pk,
        "accepted": make_suggestion(state="accepted", accepted_at=NOW).pk,
        "declined": make_suggestion(state="declined").pk,
        "withdrawn": make_suggestion(state="withdrawn").pk,
        "said": said.pk,
        **{word: word for word in STEPS},
    }


def page(name, *args, **options):
    return Row(f"lms_community:{name}", args, **options)


def step(of, name, **options):
    return page("suggestion_step", of, name, methods=POST, **{"data": WORDS, **options})


def answering(of, name, **options):
    return step(of, name, allowed=ANSWERERS, **options)


def organising(name, *args, **options):
    return page(name, *args, **{"allowed": ANSWERERS, **options})


def private(of, name, **options):
    values = {"allowed": DECIDERS, "refusal": NOT_FOUND, "data": WORDS, **options}
    return page("application_step", of, name, methods=POST, **values)


def keeping(name, *args, **options):
    return page(name, *args, **{"allowed": DECIDERS, **options})


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
    page("remove_comment", "said", methods=POST, allowed=ANSWERERS),
    page("remove_comment", "said", answer=NOT_ALLOWED),
    page("meetings"),
    page("meetings", methods=POST, answer=NOT_ALLOWED),
    organising("plan_meeting", methods=POST, data={"kind": "sharing"}),
    organising("new_meeting", methods=BOTH),
    page("meeting", "meeting"),
    organising("edit_meeting", "meeting", methods=BOTH),
    organising("record", "meeting", methods=BOTH),
    organising("add_item", "meeting", methods=POST),
    page("propose_talk", "meeting", methods=BOTH),
    organising("edit_talk", "talk", methods=BOTH),
    page("meeting_step", "meeting", "come", methods=POST),
    organising("meeting_step", "to_plan", "announce", methods=POST),
    organising("meeting_step", "meeting", "cancel", methods=POST),
    organising("meeting_step", "cancelled", "again", methods=POST),
    page("meeting_step", "meeting", "nothing", methods=POST, answer=NOT_FOUND),
    organising("talk_step", "talk", "on", methods=POST),
    organising("talk_step", "on_agenda", "off", methods=POST),
    organising("talk_step", "on_agenda", "up", methods=POST),
    organising("talk_step", "talk", "decline", methods=POST),
    organising(
        *("talk_step", "talk", "put-off"),
        methods=POST,
        data=lambda made: {"to": made["to_plan"]},
    ),
    page("talk_step", "talk", "withdraw", methods=POST, answer=DENIED),
    organising("item_step", "item", "tick", methods=POST),
    organising("item_step", "item", "untick", methods=POST),
    organising("item_step", "item", "remove", methods=POST),
    page("applications"),
    page("applications", methods=POST, answer=NOT_ALLOWED),
    page("apply", methods=BOTH),
    keeping("application", "application", refusal=NOT_FOUND),
    private("application", "grant"),
    private("application", "decline"),
    private("granted", "anew"),
    private("granted", "pay"),
    private("granted", "back"),
    private("application", "withdraw", answer=DENIED),
    private("application", "nothing", answer=NOT_FOUND),
    keeping("funds"),
    keeping("new_fund", methods=BOTH),
    keeping("fund", "fund", methods=BOTH),
    keeping("edit_fund", "fund", methods=BOTH),
]
