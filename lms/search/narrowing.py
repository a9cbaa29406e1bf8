"""What the filters of a query mean: kinds, people, days; and what to say if nothing."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.access import Reader
from lms.search.analysis import fold
from lms.search.parsing import Parsed
from lms.search.scopes import AFTER, BEFORE, OWNER
from lms.search.sources import registered_sources

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2}))?(?:[-/.月](\d{1,2}))?[年月日]?")
_SELF = frozenset({"me", "我"})


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Facets for `scopes_for`, and remarks; with a remark nothing is to be found."""

    facets: tuple[tuple[str, Hashable], ...] = ()
    remarks: tuple[str, ...] = ()


def narrowing(parsed: Parsed, user: Reader) -> Narrowing:
    """Understand the filters; a query of the database only if people are named."""
    facets: dict[str, Hashable] = {}
    remarks = list(_unknown_kinds(parsed.kinds))
    if parsed.owners:
        facets[OWNER] = people = _people(parsed.owners, user)
        if not people:
            name = "、".join(parsed.owners)
            remarks.append(_("Nobody here is called “%(name)s”.") % {"name": name})
    for facet, values in ((AFTER, parsed.after), (BEFORE, parsed.before)):
        for value in values:
            day = moment_of(value)
            facets[facet] = day
            if day is None:
                note = _("“%(value)s” is not a day. Write 2026, 2026-03 or 2026-03-31.")
                remarks.append(note % {"value": value})
    return Narrowing(tuple(facets.items()), tuple(remarks))


def moment_of(text: str) -> datetime | None:
    """Return when a year, month or day begins; None if it is none of them."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return timezone.make_aware(datetime(year, month, day))  # noqa: DTZ001 (made aware)
    except (ValueError, OverflowError):
        return None


def _unknown_kinds(kinds: Sequence[str]) -> Iterator[str]:
    if not kinds:
        return
    sources = registered_sources()
    known = {fold(name) for s in sources for name in (s.kind, str(s.label))}
    there = ", ".join(source.kind for source in sources)
    for kind in kinds:
        if kind not in known:
            note = _("There is no kind “%(kind)s”. There are: %(kinds)s.")
            yield note % {"kind": kind, "kinds": there}


def _people(names: Iterable[str], user: Reader) -> tuple[Hashable, ...]:
    wanted = {_closed_up(name) for name in names}
    people = get_user_model()._default_manager.all()
    found = {person.pk for person in people if wanted & _names(person)}
    if user is not None and user.pk is not None and wanted & _SELF:
        found.add(user.pk)
    return tuple(sorted(found, key=str))


def _names(person: AbstractBaseUser) -> set[str]:
    """Return all that a person is called, in either order of the names."""
    given, family = (
        str(getattr(person, name, "")) for name in ("first_name", "last_name")
    )
    names = (person.get_username(), str(person), family + given, given + family)
    return {_closed_up(fold(name)) for name in names} - {""}


def _closed_up(name: str) -> str:
    return "".join(name.split())
