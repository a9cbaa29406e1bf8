"""What the host itself holds about people."""

from collections.abc import Mapping
from typing import Any

from lms.models import (
    ImportedRow,
    Notification,
    NotificationChoice,
    SearchLog,
    SearchWish,
    StaffProfile,
)
from lms.personal_data import PersonalData, Rows, rows_of


def _account(person: Any) -> Rows:
    profile = StaffProfile.objects.filter(user=person).select_related("team").first()
    known: dict[str, Any] = {
        "username": person.get_username(),
        "name": person.get_full_name(),
        "email": getattr(person, "email", ""),
        "joined": getattr(person, "date_joined", None),
        "last_sign_in": person.last_login,
        "roles": [group.name for group in person.groups.all()],
    }
    if profile:
        known |= {
            "staff_number": profile.staff_number,
            "team": profile.team and profile.team.name,
            "job": profile.job,
            "joined_date": profile.joined_date,
            "leaves_date": profile.leaves_date,
        }
    return [known]


def _notifications(person: Any) -> Rows:
    rows = Notification.objects.filter(recipient=person)
    return rows_of(rows, "kind", "parameters", "created_at", "read_at")


def _choices(person: Any) -> Rows:
    rows = NotificationChoice.objects.filter(user=person)
    return rows_of(rows, "kind", "channel")


def _wishes(person: Any) -> Rows:
    return rows_of(SearchWish.objects.filter(user=person), "text", "created_at")


def _imported_rows(person: Any) -> Rows:
    rows = ImportedRow.objects.filter(person=person)
    return rows_of(rows, "batch__created_at", "kind", "staff_number", "changes")


def _forget_imported_rows(person: Any) -> None:
    rows = ImportedRow.objects.filter(person=person)
    rows.update(staff_number="", label="", changes={})


def _searches(person: Any) -> Rows:
    rows = SearchLog.objects.filter(user=person)
    names = ("query", "total", "end", "address", "position", "seconds")
    return rows_of(rows, *names, "searched_at")


def _forget_searches(person: Any) -> None:
    """Take the person from the searches; what was looked for stays."""
    SearchLog.objects.filter(user=person).update(user=None)


HELD: Mapping[str, PersonalData] = {
    "account": PersonalData(_account),
    "imports": PersonalData(_imported_rows, _forget_imported_rows),
    "notification_choices": PersonalData(_choices),
    "notifications": PersonalData(_notifications),
    "searches": PersonalData(_searches, _forget_searches),
    "searches_without_result": PersonalData(_wishes),
}
"""Its kinds, by the end of their keys."""
