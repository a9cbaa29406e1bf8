"""Waves are planned, announced, reminded of and closed."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from knowledge_base.models.periods import site_day
from lms.events import Target, tell
from lms.models import Notification, OutgoingMail, Team
from lms.notifications import notify
from lms.people.here import people_here
from lms.plugins import plugin_settings
from plugins.surveys.enums import WaveState
from plugins.surveys.events import WaveOpened
from plugins.surveys.exceptions import (
    ClosedAlreadyError,
    HasAnswersError,
    NobodyInvitedError,
    TooFewInvitedError,
)
from plugins.surveys.models import Invitation, Tally, Wave
from plugins.surveys.services.figures import PERCENT, counted_groups

ADD = "lms_surveys.add_wave"
REMINDED = "lms_surveys.wave_reminded"
LEAST = 3
"""No setting shows fewer answers of an anonymous wave."""
MOST_DAYS = 365
"""A setting may be any number; no calendar goes on for ever."""


@dataclass(frozen=True)
class Audience:
    """Who is asked: everybody, or teams with those below them, and people."""

    is_everybody: bool = False
    teams: Iterable[Team] = field(default=())
    people: Iterable[Any] = field(default=())
    share: int = PERCENT
    """So many percent of them, drawn by lot."""


@transaction.atomic
def plan_wave(*, wave: Wave, audience: Audience, user: Any, now: datetime) -> Wave:
    """Save a new wave, and settle who is asked.

    Who is asked stays: whoever joined later would stand out behind the counts. Raises
    NobodyInvitedError, and TooFewInvitedError for an anonymous one of which nothing
    could be shown.
    """
    fewest = max(plugin_settings("lms_surveys")["fewest_answers"], LEAST)
    wave.is_anonymous = wave.is_anonymous or wave.is_interview
    people = _drawn(audience, now, fewest if wave.is_interview else 0)
    if not people:
        raise NobodyInvitedError
    if wave.is_anonymous and len(people) < fewest:
        raise TooFewInvitedError(fewest)
    wave.fewest = fewest if wave.is_anonymous else 1
    wave.created_by = user
    wave.save()
    if wave.is_anonymous:
        Tally.objects.create(wave=wave)
    groups = counted_groups(Counter(people.values()), wave.fewest)
    Invitation.objects.bulk_create(
        Invitation(wave=wave, person_id=person, group=groups[team])
        for person, team in people.items()
    )
    return wave


def _drawn(audience: Audience, now: datetime, least: int) -> dict[int, str]:
    """Return the people, `least` of them where there are so many, and the keys of their teams."""
    wanted = Q()
    if not audience.is_everybody:
        below = {t.pk for team in audience.teams for t in team.with_descendants()}
        chosen = [person.pk for person in audience.people]
        wanted = Q(staff_profile__team__in=below) | Q(pk__in=chosen)
    rows = people_here(site_day(now)).filter(wanted).order_by("pk")
    found = {
        person: str(team or "")
        for person, team in rows.values_list("pk", "staff_profile__team")
    }
    share = -(-len(found) * audience.share // PERCENT)
    number = min(max(share, least), len(found))
    drawn = secrets.SystemRandom().sample([*found], number)
    return {person: found[person] for person in sorted(drawn)}


@transaction.atomic
def change_wave(*, wave: Wave, now: datetime) -> None:
    """Save titles, days and target of a wave that is not over.

    Raises ClosedAlreadyError: what was shown stays all that is shown.
    """
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if row.state_on(site_day(now)) in {WaveState.CLOSED, WaveState.ENDED}:
        raise ClosedAlreadyError
    wave.save(
        update_fields=["name", "name_en", "opens_on", "closes_on", "target", "before"]
    )


@transaction.atomic
def delete_wave(*, wave: Wave) -> None:
    """Delete a wave to which nobody has answered; raises HasAnswersError."""
    Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.invitations.exclude(has_answered=False).exists():
        raise HasAnswersError
    wave.delete()


@transaction.atomic
def close_wave(*, wave: Wave) -> None:
    """Take no more answers; of an anonymous wave forget who has answered.

    Safe to repeat. Results of an anonymous wave are shown from then on: while it runs,
    what is new since the last look would be one person's answer.
    """
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if row.is_closed:
        return
    Wave.objects.filter(pk=row.pk).update(is_closed=True)
    if row.is_anonymous:
        row.invitations.update(has_answered=None)
        _forget_who_was_told(row)


def _forget_who_was_told(wave: Wave) -> None:
    """Forget who had not answered yet when the others were told, and by mail."""
    target = Target.of(wave)
    told = Notification.objects.filter(
        kind__in=[WaveOpened.name, REMINDED],
        target_model=target.model,
        target_key=target.key,
    )
    OutgoingMail.objects.filter(notifications__in=told, is_digest=False).delete()
    told.delete()


def turn_waves(now: datetime) -> str:
    """Announce what begins and close what is over; return how many."""
    today = site_day(now)
    begun = [*Wave.objects.running_on(today).filter(is_announced=False)]
    for wave in begun:
        tell(WaveOpened, wave, actor=wave.created_by_id, now=now)
        Wave.objects.filter(pk=wave.pk).update(is_announced=True)
    over = [*Wave.objects.filter(closes_on__lt=today, is_closed=False)]
    for wave in over:
        close_wave(wave=wave)
    return f"Surveys begun: {len(begun)}, closed: {len(over)}"


def remind_of_waves(now: datetime) -> str:
    """Remind those who have not answered of what ends soon, once."""
    today = site_day(now)
    days = plugin_settings("lms_surveys")["remind_days"]
    soon = today + timedelta(days=max(0, min(days, MOST_DAYS)))
    rows = Wave.objects.running_on(today).filter(is_interview=False)
    waves = rows.filter(closes_on__lt=soon) if days else ()
    told = sum(remind(wave=wave, now=now, key="end") for wave in waves)
    return f"Reminders of surveys: {told}"


def remind(*, wave: Wave, now: datetime, key: str = "") -> int:
    """Remind those who have not answered, once a day or once for a key; return how many."""
    if wave.is_interview:
        return 0
    rows = wave.invitations.filter(has_answered=False)
    told = [
        notify(
            kind=REMINDED,
            recipient=invitation.person,
            target=Target.of(wave),
            key=f"{REMINDED}:{wave.pk}:{key or site_day(now)}",
            now=now,
        )
        for invitation in rows.select_related("person__staff_profile")
    ]
    return sum(each is not None for each in told)
