"""What contests supply to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    WaitingWork,
    activity_types,
    demo_content,
    home_widgets,
    menu_items,
    notification_types,
    requirement_kinds,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.contests import events
from plugins.contests.enums import Answer, ContestState
from plugins.contests.models import (
    KEEP,
    Contest,
    Entry,
    Member,
    Proposal,
    Round,
    ScoreSheet,
)
from plugins.contests.services.demo import add_demo
from plugins.contests.services.judging import open_rounds_of, tasks_of
from plugins.contests.services.kinds import PlacedInContests
from plugins.contests.services.reminding import (
    PROPOSAL_DUE,
    SHEETS_DUE,
    STUCK,
    move_contests,
)
from plugins.contests.services.results import ready_rounds
from plugins.contests.views.widget import ContestsWidget

SAID: Mapping[str, tuple[Any, Any]] = {
    events.ContestOpened.name: (
        gettext_lazy("A contest is there that you may enter"),
        gettext_lazy("A contest that you may enter: %(title)s."),
    ),
    events.ContestCalledOff.name: (
        gettext_lazy("A contest that you entered is called off"),
        gettext_lazy("Called off: %(title)s. The reason stands there."),
    ),
    events.TeammateAsked.name: (
        gettext_lazy("You are asked to be in a team of a contest"),
        gettext_lazy("Will you be in this team? %(title)s."),
    ),
    events.TeammateAnswered.name: (
        gettext_lazy("A teammate answered you"),
        gettext_lazy("A teammate agreed: %(title)s."),
    ),
    events.EntryComplete.name: (
        gettext_lazy("Your team is entered in a contest"),
        gettext_lazy("All agreed, your team is entered: %(title)s."),
    ),
    events.EntryWithdrawn.name: (
        gettext_lazy("Your entry in a contest is withdrawn"),
        gettext_lazy("Withdrawn, you are not entered any more: %(title)s."),
    ),
    events.JudgeAppointed.name: (
        gettext_lazy("You are a judge of a contest"),
        gettext_lazy("You are in the jury: %(title)s."),
    ),
    events.RoundBegun.name: (
        gettext_lazy("You are in a round of a contest"),
        gettext_lazy("You are in this round: %(title)s."),
    ),
    events.RoundPublished.name: (
        gettext_lazy("The marks of your round can be read"),
        gettext_lazy("Your marks can be read: %(title)s."),
    ),
    events.ContestAnnounced.name: (
        gettext_lazy("The ranking of your contest is announced"),
        gettext_lazy("Announced: %(title)s."),
    ),
    STUCK: (
        gettext_lazy("A contest cannot begin"),
        gettext_lazy("Registration is over, but it cannot begin: %(title)s."),
    ),
    PROPOSAL_DUE: (
        gettext_lazy("A proposal of yours is due"),
        gettext_lazy("Please hand in your proposal: %(title)s."),
    ),
    SHEETS_DUE: (
        gettext_lazy("Entries wait for your scores"),
        gettext_lazy("Please score as a judge: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        if parameters.get("agreed") is False:
            return gettext("A teammate declined or left: %(title)s.") % {"title": title}
        return str(SAID[name][1]) % {"title": title}

    return describe


def _address_of(name: str) -> Any:
    judges = {events.JudgeAppointed.name, SHEETS_DUE}

    def address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
        if isinstance(about, Round):
            page = "judge" if name in judges else "contest"
            key = about.pk if name in judges else about.contest_id
            return reverse(f"lms_contests:{page}", args=[key])
        return str(about.get_absolute_url())

    return address


def _entries(person: Any) -> Rows:
    rows = Member.objects.filter(person=person)
    names = ("contest__title", "entry__name", "answer", "asked_at", "answered_at")
    return rows_of(rows, *names, "entry__rank", "entry__prize")


def _marks(person: Any) -> Rows:
    """Return the marks that the person may read, those of published rounds."""
    mine = Entry.objects.of(person)
    rows = Round.objects.filter(standings__entry__in=mine, state="published")
    names = ("contest__title", "kind", "standings__mark", "standings__total", "standings__rank")  # fmt: skip
    return rows_of(rows, *names)


def _proposals(person: Any) -> Rows:
    rows = Proposal.objects.filter(written_by=person)
    names = ("title", "problem", "idea", "benefit", "filename", "may_be_shown")
    return rows_of(rows, *names, "written_at")


def _sheets(person: Any) -> Rows:
    rows = ScoreSheet.objects.filter(judge=person)
    return rows_of(rows, "standing", "marks", "comment", "score", "handed_in_at")


def _forget_invitations(person: Any) -> None:
    """Let nobody wait for the answer of somebody who is gone."""
    rows = Member.objects.filter(person=person, answer=Answer.ASKED)
    rows.update(answer=Answer.GONE)


def _hide_proposals(person: Any) -> None:
    """Show no proposal any more of somebody who is gone."""
    Proposal.objects.filter(written_by=person).update(may_be_shown=False)


def _to_score(user: Any) -> int:
    rounds = open_rounds_of(user, timezone.now())
    return sum(not task.is_done for row in rounds for task in tasks_of(row, user))


def _to_desk() -> str:
    return reverse("lms_contests:desk")


def _to_decide(_user: Any) -> int:
    closed = Contest.objects.filter(state=ContestState.CLOSED).count()
    return closed + len(ready_rounds())


def _to_contests() -> str:
    return reverse("lms_contests:contests")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(
            label=label, describe=_describe(key), address=_address_of(key)
        ),
    )
for activity, name in (
    (events.TOOK_PART, gettext_lazy("Took part in a contest")),
    (events.WON, gettext_lazy("Won a prize in a contest")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_contests.placed", PlacedInContests())
widget: HomeWidget = ContestsWidget()
home_widgets.register("lms_contests.contests", widget, order=19)
menu_items.register(
    "lms_contests.contests",
    MenuItem(
        gettext_lazy("Skills contests"),
        "lms_contests:contests",
        group=MenuGroup.LEARNING,
    ),
)
due_jobs.register("lms_contests.contests", Job(move_contests, timedelta(hours=1)))
to_score = WaitingWork(gettext_lazy("Entries of contests to score"), _to_score, _to_desk)  # fmt: skip
waiting_work.register("lms_contests.scores", to_score)
to_decide = WaitingWork(
    gettext_lazy("Rounds and contests to publish"), _to_decide, _to_contests, KEEP
)
waiting_work.register("lms_contests.results", to_decide)
demo_content.register("lms_contests.demo", DemoContent(add_demo), order=140)
for key, data in (
    ("entries", PersonalData(_entries, _forget_invitations)),
    ("marks", PersonalData(_marks)),
    ("proposals", PersonalData(_proposals, _hide_proposals)),
    ("sheets", PersonalData(_sheets)),
):
    personal_data.register(f"lms_contests.{key}", data)
