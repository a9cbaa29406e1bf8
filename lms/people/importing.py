"""Carries out a table of people: each row wholly or not at all, each one on record."""

from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.audit import IMPORTED, access_of, log_access
from lms.files.tables import read_rows
from lms.models import ImportedRow, Invitation, PeopleImport, RowKind
from lms.people.accounts import send_password_link
from lms.people.ceiling import may_import
from lms.people.facts import write_facts
from lms.people.planning import Content, RowPlan, content_of, plan
from lms.people.teams import TeamTree

PREVIEWS_KEPT = timedelta(days=1)
MOST_INVITATIONS = 100
"""Mails at a time."""


class AppliedAlreadyError(Exception):
    """The table was carried out before."""


def keep_table(*, file: File[Any], user: Any, now: datetime) -> PeopleImport:
    """Keep what a file says until it is carried out.

    Raises PermissionDenied, and FileRefusedError with a sentence that says why.
    """
    if user is not None and not may_import(user):
        raise PermissionDenied
    name = file.name or ""
    content = content_of(read_rows(file), name)
    return PeopleImport.objects.create(
        file_name=name[-255:], created_by=user, created_at=now, content=content
    )


def forget_previews(*, before: datetime) -> int:
    """Delete tables that nobody carried out; return how many."""
    rows = PeopleImport.objects.filter(applied_at=None, created_at__lt=before)
    return rows.delete()[0]


def apply_import(
    *, batch: PeopleImport, user: Any, now: datetime, invites: bool = False
) -> PeopleImport:
    """Do what the rows say; those that are refused leave the others alone.

    Raises PermissionDenied, and AppliedAlreadyError. `user` is None for a command.
    """
    if user is not None and not may_import(user):
        raise PermissionDenied
    content = _claim(batch, now)
    teams = TeamTree()
    for row in plan(content, user):
        _record(batch, row, teams, user, invites)
    log(instance=batch, action=IMPORTED, user=user, data=batch.numbers)
    return batch


def _claim(batch: PeopleImport, now: datetime) -> Content:
    """Take the rows out, so that nobody else carries them out too."""
    with transaction.atomic():
        rows = PeopleImport.objects.select_for_update().filter(pk=batch.pk)
        waiting = rows.filter(applied_at=None).first()
        if waiting is None:
            raise AppliedAlreadyError
        content: Content = waiting.content
        batch.applied_at, batch.content = now, {}
        batch.save(update_fields=["applied_at", "content"])
    return content


def _record(
    batch: PeopleImport,
    row: RowPlan,
    teams: TeamTree,
    user: Any,
    invites: bool,  # noqa: FBT001 (a wish of the person)
) -> None:
    try:
        with transaction.atomic():
            _carry_out(batch, row, teams, user, invites)
            return
    except (IntegrityError, ValidationError, KeyError):
        teams.reload()
        row.kind, row.person = RowKind.REFUSED, None
        row.reasons = [_("Somebody changed the same meanwhile: try this row again.")]
    _keep(batch, row)


def _carry_out(
    batch: PeopleImport,
    row: RowPlan,
    teams: TeamTree,
    user: Any,
    invites: bool,  # noqa: FBT001 (see above)
) -> None:
    if row.kind == RowKind.ADDED:
        _make_teams(batch, row, teams, user)
        _add(row, teams, user)
        _keep(batch, row, _invitation(row.person) if invites else Invitation.NONE)
        return
    if row.kind == RowKind.CHANGED:
        _make_teams(batch, row, teams, user)
        change(person=row.person, facts=row.facts, teams=teams, user=user)
    _keep(batch, row)


def _make_teams(batch: PeopleImport, row: RowPlan, teams: TeamTree, user: Any) -> None:
    path = row.facts.get("team", "")
    if not path or teams.find(path):
        return
    for team in teams.make(path):
        log(instance=team, action="wagtail.create", user=user)
        ImportedRow.objects.create(
            batch=batch,
            number=row.number,
            kind=RowKind.TEAM,
            label=teams.path_of(team.pk),
            team=team,
        )


def _add(row: RowPlan, teams: TeamTree, user: Any) -> None:
    """Add the person, without a password."""
    row.person = get_user_model()()
    row.person.set_unusable_password()
    write_facts(row.person, row.facts, teams, staff_number=row.staff_number)
    log(instance=row.person, action="wagtail.create", user=user)


def change(*, person: Any, facts: dict[str, str], teams: TeamTree, user: Any) -> None:
    """Write these facts, with what the log keeps of it."""
    before = access_of(person)
    write_facts(person, facts, teams)
    log(instance=person, action="wagtail.edit", user=user)
    log_access(person=person, before=before, user=user)


def _keep(
    batch: PeopleImport, row: RowPlan, invitation: Invitation = Invitation.NONE
) -> None:
    ImportedRow.objects.create(
        batch=batch,
        number=row.number,
        kind=row.kind,
        staff_number=row.staff_number,
        label=row.label,
        person=row.person,
        changes=row.changes if row.kind != RowKind.REFUSED else {},
        reason=row.reason,
        invitation=invitation,
    )


def _invitation(person: Any) -> Invitation:
    return Invitation.WAITING if person.email else Invitation.NO_ADDRESS


def send_invitations() -> int:
    """Mail to some of the new people how to choose a password; return how many.

    An address that is refused is marked; OSError means that no mail goes out at all.
    """
    waiting = ImportedRow.objects.filter(invitation=Invitation.WAITING)
    rows = waiting.select_related("person").order_by("pk")[:MOST_INVITATIONS]
    return sum(map(_invite, [*rows]))


def _invite(row: ImportedRow) -> bool:
    outcome = Invitation.NONE
    person = row.person
    if person is not None and not person.has_usable_password():
        try:
            send_password_link(person, is_first=True)
            outcome = Invitation.SENT
        except (SMTPRecipientsRefused, SMTPDataError, UnicodeError):
            outcome = Invitation.FAILED
    row.invitation = outcome
    row.save(update_fields=["invitation"])
    return outcome == Invitation.SENT
