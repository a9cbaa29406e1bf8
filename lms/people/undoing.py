"""Takes back what a table of people did, as far as nobody has built on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from lms.audit import IMPORT_UNDONE
from lms.models import (
    ImportedRow,
    Invitation,
    Notification,
    NotificationChoice,
    OutgoingMail,
    PeopleImport,
    RowKind,
    StaffProfile,
    Team,
    Undoing,
)
from lms.people.ceiling import Ceiling, may_import
from lms.people.cells import LABELS
from lms.people.facts import facts_of, people_with_facts
from lms.people.hanging import uses_of
from lms.people.importing import change
from lms.people.planning import roles_that_change
from lms.people.teams import TeamTree

_GO_ALONG = (
    *(StaffProfile, UserProfile, ImportedRow),
    *(Notification, NotificationChoice, OutgoingMail),
)
"""What a person has from the first day, or was only told."""


class NotUndoableError(Exception):
    """The table was not carried out, or is undone already."""


def undo_import(*, batch: PeopleImport, user: Any, now: datetime) -> PeopleImport:
    """Restore what was changed, remove whom and what was added; say what is left.

    Raises PermissionDenied, and NotUndoableError. `user` is None for a command.
    """
    if user is not None and not may_import(user):
        raise PermissionDenied
    _claim(batch, user, now)
    undoer = _Undoer(user)
    rows = batch.outcomes.exclude(kind__in=(RowKind.UNCHANGED, RowKind.REFUSED))
    for row in rows.order_by("-pk"):  # the last first: teams after their people
        undoer.undo(row)
    counted = {kind: rows.filter(undoing=kind).count() for kind in Undoing if kind}
    log(instance=batch, action=IMPORT_UNDONE, user=user, data=counted)
    return batch


def _claim(batch: PeopleImport, user: Any, now: datetime) -> None:
    done = PeopleImport.objects.filter(pk=batch.pk, undone_at=None)
    if not done.exclude(applied_at=None).update(undone_at=now, undone_by=user):
        raise NotUndoableError
    batch.undone_at, batch.undone_by = now, user


class _LeftError(Exception):
    """It stays as it is; the message says why."""


class _Undoer:
    def __init__(self, user: Any) -> None:
        self._user = user
        self._ceiling = Ceiling(user)
        self._teams = TeamTree()
        self._undo = {
            RowKind.ADDED: self._remove_person,
            RowKind.CHANGED: self._restore,
            RowKind.TEAM: self._remove_team,
        }

    def undo(self, row: ImportedRow) -> None:
        try:
            with transaction.atomic():
                row.undoing = self._undo[RowKind(row.kind)](row)
        except _LeftError as error:
            row.undoing, row.left_because = Undoing.LEFT, str(error)
        except (IntegrityError, ProtectedError, KeyError):
            row.undoing = Undoing.LEFT
            row.left_because = _("Somebody is working with it right now.")
        row.refresh_from_db(fields=["person", "team"])
        row.save(update_fields=["undoing", "left_because", "invitation"])

    def _person(self, row: ImportedRow) -> Any:
        """Return the person, whom nobody else changes until this row is done."""
        people: Any = get_user_model()._default_manager
        locked = people.select_for_update().filter(pk=row.person_id)
        if row.person_id is None or not [*locked]:
            raise _LeftError(_("This person is gone."))
        person = people_with_facts().get(pk=row.person_id)
        roles = roles_that_change(row.changes)
        if not self._ceiling.may_change(person) or not all(
            map(self._ceiling.may_give, roles)
        ):
            raise _LeftError(_("This person or the roles stand above you."))
        return person

    def _restore(self, row: ImportedRow) -> Undoing:
        person = self._person(row)
        changed = self._changed_since(person, row)
        facts = {
            fact: before
            for fact, (before, _after) in row.changes.items()
            if fact not in changed
        }
        facts = self._without_lost_team(row, facts)
        if facts:
            change(person=person, facts=facts, teams=self._teams, user=self._user)
        if changed:
            row.left_because = _changed(changed)
        return Undoing.RESTORED if facts else Undoing.LEFT

    def _without_lost_team(
        self, row: ImportedRow, facts: dict[str, str]
    ) -> dict[str, str]:
        team = facts.get("team", "")
        if team and self._teams.find(team) is None:
            said = _("The team “%(path)s” is gone.")
            row.left_because = said % {"path": team}
            return {fact: text for fact, text in facts.items() if fact != "team"}
        return facts

    def _changed_since(self, person: Any, row: ImportedRow) -> list[str]:
        now = facts_of(person, self._teams)
        return [
            fact for fact, (_old, after) in row.changes.items() if now[fact] != after
        ]

    def _remove_person(self, row: ImportedRow) -> Undoing:
        person = self._person(row)
        if person.last_login or person.has_usable_password():
            raise _LeftError(_("This person has signed in or chosen a password."))
        if changed := self._changed_since(person, row):
            raise _LeftError(_changed(changed))
        _refuse_used(type(person), person.pk, _GO_ALONG)
        log(instance=person, action="wagtail.delete", user=self._user, deleted=True)
        person.delete()
        row.invitation = Invitation.NONE
        return Undoing.REMOVED

    def _remove_team(self, row: ImportedRow) -> Undoing:
        team = Team.objects.select_for_update().filter(pk=row.team_id or 0).first()
        if team is None:
            raise _LeftError(_("This team is gone."))
        if self._teams.path_of(team.pk) != row.label or team.manager_id:
            raise _LeftError(_("It was renamed or moved, or has a manager now."))
        _refuse_used(Team, team.pk, (ImportedRow,))
        log(instance=team, action="wagtail.delete", user=self._user, deleted=True)
        team.delete()
        return Undoing.REMOVED


def _refuse_used(model: Any, key: Any, ignoring: Sequence[Any]) -> None:
    uses = uses_of(model, [key], ignoring=ignoring).get(key)
    if uses:
        raise _LeftError(_("It is in use: %(uses)s.") % {"uses": ", ".join(uses)})


def _changed(facts: Sequence[str]) -> str:
    names = ", ".join(str(LABELS[fact]) for fact in facts)
    return _("Changed since: %(facts)s.") % {"facts": names}
