"""What is due: holders are reminded, and renewals begin."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from lms.events import tell
from lms.models import PublishedEvent
from lms.notifications import is_here
from lms.plugins import plugin_settings
from plugins.certification.events import AwardExpiring
from plugins.certification.models import Award, LevelVersion
from plugins.certification.services.candidacies import open_candidacy

DEFAULT_DAYS = (90, 60, 30, 7)


def reminder_days() -> tuple[int, ...]:
    """Return the days before expiry on which holders are reminded, the fewest first."""
    text = str(plugin_settings("lms_certification")["reminder_days"])
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    found = {int(part) for part in parts if part.isascii() and part.isdecimal()}
    return tuple(sorted(found or DEFAULT_DAYS))


def remind_and_renew(now: datetime) -> str:
    """Remind each holder once for each number of days, and open renewals.

    Of days that were missed the latest alone is said. Whoever withdraws a renewal is
    opened none again.
    """
    today, days = localdate(now), reminder_days()
    farthest = today + timedelta(days=max(days))
    soon = Award.objects.topmost_on(today).filter(expires_on__lte=farthest)
    held = soon.exclude(person=None)
    awards = [
        each
        for each in held.select_related("person__staff_profile").order_by("pk")
        if is_here(each.person, now)
    ]
    told = sum(_remind(each, today, days, now) for each in _unreminded(awards, today, days))  # fmt: skip
    opened = _open_renewals(today, now)
    return f"Reminders of expiry: {told}, renewals opened: {opened}"


def _unreminded(awards: list[Award], today: date, days: tuple[int, ...]) -> list[Award]:
    """Return those who are to be told something that they were not told yet."""
    keys = {
        f"{AwardExpiring.name}:{each.pk}:{step}": each
        for each in awards
        if (step := step_of(each, today, days)) is not None
    }
    known = PublishedEvent.objects.filter(kind=AwardExpiring.name, key__in=[*keys])
    for key in known.values_list("key", flat=True):
        del keys[key]
    return [*keys.values()]


def step_of(award: Award, today: date, days: tuple[int, ...]) -> int | None:
    """Return the reminder whose time it is: the fewest days that are not fewer than left."""
    if award.expires_on is None:
        return None
    left = (award.expires_on - today).days
    return next((step for step in days if left <= step), None)


def _remind(award: Award, today: date, days: tuple[int, ...], now: datetime) -> bool:
    step = step_of(award, today, days)
    return tell(
        AwardExpiring,
        award,
        actor=None,
        now=now,
        key=f"{award.pk}:{step}",
        holder=award.person_id,
        days=step,
    )


def _open_renewals(today: date, now: datetime) -> int:
    waiting = Award.objects.expiring_on(today).filter(renewals=None)
    rows = waiting.exclude(person=None).select_related("person__staff_profile")
    versions = {each.level_id: each for each in LevelVersion.objects.offered()}
    opened = 0
    for award in rows:
        version = versions.get(award.level_id)
        if version is None or not is_here(award.person, now):
            continue
        row = open_candidacy(person=award.person, version=version, renews=award, now=now)  # fmt: skip
        opened += row.renews_id == award.pk
    return opened
