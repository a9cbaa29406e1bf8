"""What happened before a plugin was switched on: it can be taken in afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.events import PastCount, begin_now, preview_past, take_in_past
from lms.events.listening import listeners_of
from lms.plugins import is_enabled, signals
from lms.plugins.exceptions import PluginError
from lms.plugins.informants import NextStep, advisers
from lms.plugins.models import PluginState

TAKEN_IN = "lms.plugin.past"
EARLIEST = date(1970, 1, 2)
"""Days before have no moment on every database."""


@dataclass(frozen=True)
class Past:
    """What would be handed to a plugin."""

    listens: bool
    counts: tuple[PastCount, ...]

    @property
    def total(self) -> int:
        """How often something would be handed over."""
        return sum(each.count for each in self.counts)

    @property
    def kinds(self) -> set[str]:
        """Which kinds of events there are."""
        return {each.kind for each in self.counts}


def past_of(label: str, since: date | None = None) -> Past:
    """Return what `take_in` would hand over; changes nothing."""
    counts = preview_past(label, _beginning(since))
    return Past(bool(listeners_of(label)), tuple(counts))


@transaction.atomic
def take_in(*, label: str, since: date | None = None, user: Any = None) -> Past:
    """Have a plugin handed what happened since that day, and log that.

    What it has handled before is handed to it again. Raises PluginError when it is
    switched off. Events are handed over by whoever dispatches next.
    """
    if not is_enabled(label):
        raise PluginError(f"{label} is off: switch it on first.")
    take_in_past(label, _beginning(since))
    past = past_of(label, since)
    row = PluginState.objects.get(label=label)
    data = {"count": past.total, "since": since and since.isoformat()}
    log(row, TAKEN_IN, user=user, data=data)
    return past


def _beginning(day: date | None) -> datetime | None:
    if day is None or day < EARLIEST:
        return None
    return timezone.make_aware(datetime.combine(day, time.min))


def connect() -> None:
    """Have plugins hear from when they are switched on; safe to repeat."""
    signals.switched.connect(_begin, dispatch_uid="lms.begin_now")
    if advise not in advisers:
        advisers.append(advise)


def _begin(*, label: str, is_on: bool, **_kwargs: object) -> None:
    if is_on:
        begin_now(label)


def advise(label: str) -> NextStep | None:
    """Say that there is a past to take in, if there is."""
    if not past_of(label).total:
        return None
    return NextStep(reverse("lms_plugin_past", args=[label]), _("Take in the past"))
