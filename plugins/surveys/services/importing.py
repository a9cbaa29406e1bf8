"""Voices from a table: all of it is taken in, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from lms.files.tables import TableRow, heading_of, read_rows
from lms.models import Team
from lms.people.teams import TeamTree
from plugins.surveys.enums import VoiceChannel, VoiceKind
from plugins.surveys.models import Voice
from plugins.surveys.services.voices import register_voice
from plugins.surveys.validators import refuse_other_times

LABELS: Mapping[str, Any] = {
    "said_at": gettext_lazy("said on"),
    "channel": pgettext_lazy("voice", "channel"),
    "reference": gettext_lazy("number of the ticket"),
    "kind": pgettext_lazy("voice", "kind"),
    "csat": "CSAT",
    "nps": "NPS",
    "ces": "CES",
    "words": pgettext_lazy("voice", "words"),
    "staff_number": gettext_lazy("staff number"),
    "team": gettext_lazy("team"),
}
"""The columns, in the order they are named; the first three are needed."""
_HEADINGS: Mapping[str, str] = {
    "said_at": "said on|said at|date|time|日期|时间|反馈时间|日期时间|時間|反饋時間|回饋時間",
    "channel": "channel|渠道|反馈渠道|管道|渠道來源",
    "reference": "reference|ticket|number of the ticket|工单号|单号|工單號|單號|工单编号",
    "kind": "kind|type|类型|类别|類型|類別",
    "csat": "csat|满意度|滿意度",
    "nps": "nps|净推荐值|推荐|推荐分|淨推薦值|推薦分",
    "ces": "ces|费力度|客户费力度|轻松度|費力度|輕鬆度",
    "words": "words|text|comment|原话|内容|客户原话|意见|原話|內容|客戶原話|意見",
    "staff_number": "staff number|staff no|工号|员工号|工號|員工號",
    "team": "team|团队|班组|團隊|班組",
}
COLUMNS = {
    heading: name for name, names in _HEADINGS.items() for heading in names.split("|")
}
NEEDED = ("said_at", "channel", "reference")
_MARKS = ("csat", "nps", "ces")


@dataclass
class Taken:
    """What became of a table: nothing of it is kept where there is a problem."""

    added: int = 0
    known: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)
    """Number of the row, and what is wrong with it."""


@transaction.atomic
def take_table(*, file: File[Any], user: Any, now: datetime) -> Taken:
    """Register the rows of a table; what is registered already is passed over.

    Raises FileRefusedError for a file that is no table.
    """
    reader, taken, voices = _Reader(now), Taken(), []
    for row in read_rows(file):
        try:
            voice = reader.voice_of(row)
        except ValidationError as error:
            taken.problems.append((row.number, " ".join(error.messages)))
            continue
        if reader.is_new(voice):
            voices.append(voice)
        else:
            taken.known += 1
    if taken.problems:
        return taken
    for voice in voices:
        register_voice(voice=voice, user=user, now=now)
    taken.added = len(voices)
    return taken


class _Reader:
    """Makes voices of rows; knows people, teams and what is there."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.exclude(staff_profile=None)
        numbered = users.select_related("staff_profile__team__manager")
        self._now = now
        self._people = {each.staff_profile.staff_number: each for each in numbered}
        self._paths = TeamTree()
        teams = Team.objects.select_related("manager")
        self._teams = {team.name: team for team in teams}
        known = Voice.objects.exclude(reference="")
        self._known = {*known.values_list("reference", "channel", "said_at")}
        self._kinds = _words_of(VoiceKind)
        self._channels = _words_of(VoiceChannel)

    def voice_of(self, row: TableRow) -> Voice:
        """Return a voice that may be saved; raises ValidationError."""
        if row.problem:
            raise ValidationError(row.problem)
        cells = {COLUMNS[name]: text for name, text in row.cells.items() if name in COLUMNS}  # fmt: skip
        for name in NEEDED:
            if not cells.get(name):
                said = _("“%(column)s” is empty.")
                raise ValidationError(said % {"column": LABELS[name]})
        voice = Voice(
            kind=_one_of(self._kinds, cells.get("kind", "")) or VoiceKind.RATING,
            channel=_one_of(self._channels, cells["channel"]),
            said_at=self._moment(cells["said_at"]),
            reference=cells["reference"],
            words=cells.get("words", ""),
            person=self._person(cells.get("staff_number", "")),
            team=self._team(cells.get("team", "")),
            registered_at=self._now,
            **{name: cells.get(name) or None for name in _MARKS},
        )
        voice.clean_fields(exclude=["person", "team", "registered_by"])
        if not voice.says_something:
            raise ValidationError(_("There is neither a mark nor a word in it."))
        return voice

    def is_new(self, voice: Voice) -> bool:
        """Tell whether it is neither registered nor in a row above."""
        key = (voice.reference, voice.channel, voice.said_at)
        is_new = key not in self._known
        self._known.add(key)
        return is_new

    def _moment(self, text: str) -> datetime:
        plain = text.replace("/", "-").replace(".", "-")
        try:
            found = parse_datetime(plain) or parse_datetime(f"{plain} 00:00")
        except ValueError:
            found = None
        if found is None:
            said = _("“%(text)s” is no day and time: write it like 2026-01-31 14:05.")
            raise ValidationError(said % {"text": text[:40]})
        moment = timezone.make_aware(found) if timezone.is_naive(found) else found
        refuse_other_times(moment, self._now)
        return moment

    def _person(self, text: str) -> Any:
        if text and text not in self._people:
            said = _("Nobody has the staff number “%(number)s”.")
            raise ValidationError(said % {"number": text[:40]})
        return self._people.get(text) if text else None

    def _team(self, text: str) -> Any:
        team = self._paths.find(text) or self._teams.get(text)
        if text and team is None:
            said = _("There is no team “%(name)s”.")
            raise ValidationError(said % {"name": text[:40]})
        return team


def _words_of(choices: Any) -> dict[str, str]:
    """Return the values by what they are called in each language."""
    found = {value: value for value in choices.values}
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            found |= {heading_of(str(label)): value for value, label in choices.choices}
    return found


def _one_of(known: Mapping[str, str], text: str) -> str:
    wanted = heading_of(text)
    if text and wanted not in known:
        said = _("“%(text)s” is none of those that are known.")
        raise ValidationError(said % {"text": text[:40]})
    return known.get(wanted, "")
