"""Suggestions as colleagues see them: written, supported, commented on, taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from wagtail.log_actions import log

from lms.events import tell
from lms.notifications import nothing_waits
from lms.plugins import plugin_settings
from plugins.community.enums import StepKind, SuggestionState
from plugins.community.events import Suggested, SuggestionCommented
from plugins.community.exceptions import (
    EmptyError,
    OwnSupportError,
    PersonalDataError,
    WrongStateError,
)
from plugins.community.models import ANSWER, Comment, Step, Suggestion, Support
from plugins.community.models.fund import MOST_MONEY
from plugins.community.models.suggestion import OPEN
from plugins.community.validators import refuse_personal_data

REMOVED = "lms_community.remove_comment"
"""Action in the log of the site."""


BOUNDS = {
    "answer_days": (1, 365),
    "sharing_every": (1, 12),
    "team_event_every": (1, 12),
    "meeting_day": (1, 28),
    "second_from": (0, int(MOST_MONEY)),
}
"""From what to what settings make sense; dates and amounts reach no further."""


def limit(name: str) -> int:
    """Return what a setting of this plugin says, within its bounds."""
    least, most = BOUNDS[name]
    return max(least, min(int(plugin_settings("lms_community")[name]), most))


def checked(words: str) -> str:
    """Return words without space around; raises EmptyError and PersonalDataError."""
    text = words.strip()
    if not text:
        raise EmptyError
    try:
        refuse_personal_data(text)
    except ValidationError as error:
        raise PersonalDataError(error.messages[0]) from error
    return text


def locked(suggestion: Suggestion) -> Suggestion:
    """Return the row as it is now; others wait for it."""
    return Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)


def day_of_answer(now: datetime) -> Any:
    """Return by which day something that comes in now is to be answered."""
    return localdate(now) + timedelta(days=limit("answer_days"))


def lock_writer(user: Any) -> None:
    """Let whoever sends the same twice at once be looked at in turn."""
    people = get_user_model()._default_manager.select_for_update(of=("self",))
    people.only("pk").get(pk=user.pk)


@transaction.atomic
def suggest(*, values: Mapping[str, Any], user: Any, now: datetime) -> Suggestion:
    """Write a suggestion; the same one again while it is open is the first."""
    lock_writer(user)
    same = Suggestion.objects.unanswered().filter(suggested_by=user)
    known = same.filter(title=values["title"], idea=values["idea"]).first()
    if known is not None:
        return known
    row = Suggestion.objects.create(
        **values, suggested_by=user, suggested_at=now, due_on=day_of_answer(now)
    )
    actor = None if row.is_anonymous else user.pk
    tell(Suggested, row, actor=actor, now=now)
    return row


@transaction.atomic
def change(
    *, suggestion: Suggestion, values: Mapping[str, Any], user: Any, now: datetime
) -> None:
    """Let whoever suggested it change it while it is new; the page says that it was."""
    row = _own(suggestion, user)
    if row.state != SuggestionState.NEW:
        raise WrongStateError
    changed = [name for name in values if getattr(row, name) != values[name]]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    Step.objects.create(suggestion=row, kind=StepKind.CHANGED, by=user, at=now)


@transaction.atomic
def withdraw(*, suggestion: Suggestion, user: Any, now: datetime) -> None:
    """Take back what nobody has looked at yet; again changes nothing.

    What another one was merged into stays: that goes on here.
    """
    row = _own(suggestion, user)
    if row.state == SuggestionState.WITHDRAWN:
        return
    if row.state != SuggestionState.NEW or row.duplicates.exists():
        raise WrongStateError
    row.state = SuggestionState.WITHDRAWN
    row.save(update_fields=["state"])
    nothing_waits(Suggested, row.pk, now=now)


@transaction.atomic
def support(*, suggestion: Suggestion, user: Any, now: datetime) -> None:
    """Support what is open; again changes nothing. Raises OwnSupportError."""
    row = locked(suggestion)
    if row.is_by(user):
        raise OwnSupportError
    if row.state not in OPEN:
        raise WrongStateError
    Support.objects.get_or_create(suggestion=row, person=user, defaults={"at": now})


def take_support_back(*, suggestion: Suggestion, user: Any) -> None:
    """Support it no longer."""
    Support.objects.filter(suggestion=suggestion, person=user).delete()


@transaction.atomic
def comment(*, suggestion: Suggestion, words: str, user: Any, now: datetime) -> Comment:
    """Say something about it; the same words at once again are the first."""
    text = checked(words)
    row = locked(suggestion)
    if row.state == SuggestionState.WITHDRAWN:
        raise WrongStateError
    last = row.comments.order_by("-pk").first()
    if last is not None and (last.by_id, last.text) == (user.pk, text):
        return last
    made = Comment.objects.create(suggestion=row, by=user, at=now, text=text)
    actor = None if row.is_anonymous and row.is_by(user) else user.pk
    tell(SuggestionCommented, row, actor=actor, now=now, key=str(made.pk))
    return made


@transaction.atomic
def remove_comment(*, comment: Comment, user: Any) -> None:
    """Take away one's own words, or as one of those who answer those of others."""
    is_own = comment.by_id is not None and comment.by_id == user.pk
    if not is_own and not user.has_perm(ANSWER):
        raise PermissionDenied
    if not is_own:
        data = {"text": comment.text, "by": comment.by_id}
        log(instance=comment.suggestion, action=REMOVED, user=user, data=data)
    comment.delete()


def _own(suggestion: Suggestion, user: Any) -> Suggestion:
    row = locked(suggestion)
    if not row.is_by(user):
        raise PermissionDenied
    return row
