"""What certification supplies to the host."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup, NotificationChannel
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    RequirementKind,
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
from lms.plugins.informants import examiners
from plugins.certification import events
from plugins.certification.models import Award, Candidacy, SignOff
from plugins.certification.services.candidacies import withdraw
from plugins.certification.services.demo import add_demo
from plugins.certification.services.examining import missing_parts
from plugins.certification.services.kinds import (
    Contributions,
    LevelHeld,
    MonthsOfService,
    SignedOff,
)
from plugins.certification.services.people import DECIDE
from plugins.certification.services.renewing import remind_and_renew
from plugins.certification.views.widget import MyCertificates

MAIL = NotificationChannel.MAIL
SAID: Mapping[str, tuple[Any, Any]] = {
    events.CandidacyOpened.name: (
        gettext_lazy("Somebody begins the way to a certificate"),
        gettext_lazy(
            "Somebody is on the way to “%(title)s”: see what can be signed off."
        ),
    ),
    events.CandidacyProposed.name: (
        gettext_lazy("A candidate for a certificate waits for a decision"),
        gettext_lazy("A candidate for “%(title)s” waits for a decision."),
    ),
    events.CandidacyRejected.name: (
        gettext_lazy("A certificate was not granted to you yet"),
        gettext_lazy("“%(title)s” was not granted yet: %(reason)s"),
    ),
    events.AwardIssued.name: (
        gettext_lazy("You get a certificate"),
        gettext_lazy("Congratulations: you have reached “%(title)s”."),
    ),
    events.AwardExpiring.name: (
        gettext_lazy("A certificate of yours expires"),
        gettext_lazy("“%(title)s” is valid until %(day)s. Please renew it."),
    ),
    events.AwardSuspended.name: (
        gettext_lazy("A certificate of yours is suspended"),
        gettext_lazy("“%(title)s” does not count for now: %(reason)s"),
    ),
    events.AwardResumed.name: (
        gettext_lazy("A suspended certificate of yours counts again"),
        gettext_lazy("“%(title)s” counts again."),
    ),
    events.AwardRevoked.name: (
        gettext_lazy("A certificate of yours is taken back"),
        gettext_lazy("“%(title)s” was taken back: %(reason)s"),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""
TO_DESK = {events.CandidacyOpened.name, events.CandidacyProposed.name}
BY_MAIL = {events.AwardExpiring.name, events.AwardRevoked.name}


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        known = {"reason": "", "day": "", **parameters}
        if known["day"]:
            known["day"] = date_format(date.fromisoformat(known["day"]))
        return str(SAID[name][1]) % {**known, "title": title}

    return describe


def _address(name: str) -> Any:
    def address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
        if name in TO_DESK:
            return reverse("lms_certification:candidate", args=[about.pk])
        if isinstance(about, Award):
            return about.get_absolute_url()
        return reverse("lms_certification:mine")

    return address


def _undecided(user: Any) -> int:
    return Candidacy.objects.waiting_for(user).count()


def _to_desk() -> str:
    return reverse("lms_certification:desk")


def _candidacies(person: Any) -> Rows:
    rows = Candidacy.objects.of(person)
    return rows_of(rows, "level__code", "state", "opened_at", "closed_at")


def _forget_candidacies(person: Any) -> None:
    """Let nobody decide on somebody who is gone."""
    for row in Candidacy.objects.of(person).under_way():
        withdraw(candidacy=row, user=person, now=timezone.now())


def _awards(person: Any) -> Rows:
    rows = Award.objects.of(person)
    return rows_of(rows, "serial", "valid_from", "expires_on", "mark", "mark_reason")


def _sign_offs(person: Any) -> Rows:
    rows = SignOff.objects.filter(person=person)
    return rows_of(rows, "topic__code", "signed_on", "note")


KINDS: Mapping[str, RequirementKind] = {
    "level_held": LevelHeld(),
    "months_of_service": MonthsOfService(),
    "signed_off": SignedOff(),
    "contributions": Contributions(),
}
for key, kind in KINDS.items():
    requirement_kinds.register(f"lms_certification.{key}", kind)
for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(
            label=label,
            describe=_describe(key),
            address=_address(key),
            default=MAIL if key in BY_MAIL else NotificationChannel.SITE,
        ),
    )
activity_types.register(
    events.CERTIFIED, ActivityType(gettext_lazy("Reached a certified level"))
)
widget: HomeWidget = MyCertificates()
home_widgets.register("lms_certification.mine", widget, order=55)
menu_items.register(
    "lms_certification.mine",
    MenuItem(
        gettext_lazy("My certificates"),
        "lms_certification:mine",
        group=MenuGroup.LEARNING,
    ),
)
menu_items.register(
    "lms_certification.roster",
    MenuItem(
        gettext_lazy("Certified people"),
        "lms_certification:roster",
        "lms_certification.view_award",
        group=MenuGroup.LEARNING,
    ),
)
undecided = WaitingWork(
    gettext_lazy("Candidates for a certificate to decide on"),
    _undecided,
    _to_desk,
    DECIDE,
)
waiting_work.register("lms_certification.undecided", undecided)
due_jobs.register("lms_certification.expiry", Job(remind_and_renew, timedelta(days=1)))
demo_content.register("lms_certification.people", DemoContent(add_demo), order=150)  # fmt: skip
for key, data in (
    ("candidacies", PersonalData(_candidacies, _forget_candidacies)),
    ("certificates", PersonalData(_awards)),
    ("sign_offs", PersonalData(_sign_offs)),
):
    personal_data.register(f"lms_certification.{key}", data)
examiners.append(missing_parts)
