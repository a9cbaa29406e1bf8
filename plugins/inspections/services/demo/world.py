"""What the demo knows: who is there, which months, what was written down."""

import random
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from plugins.inspections.enums import Level
from plugins.inspections.models import FormVersion, Sheet

FILE = Path(__file__).parents[2] / "demo" / "inspections.yaml"
KEEPER = "manager"
LEVELS = {"f": Level.FULL, "h": Level.HALF, "n": Level.NONE, "-": Level.NA}
Row = Mapping[str, Any]


class World:
    """Who is there, by name, what is known, and when it is."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now, self.today = now, timezone.localdate(now)
        self.people = {person.get_username(): person for person in users}
        self.known: Row = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self.names = [n for n in self.known["inspectors"] if n in self.people]
        self.sheets: dict[tuple[str, int, int], Sheet] = {}
        self.version = FormVersion()
        self.random = random.Random(FILE.name)  # noqa: S311 (the same demo each time)

    def month(self, ago: int) -> date:
        """Return the first day of a month so many months back."""
        number = self.today.year * 12 + self.today.month - 1 - ago
        return date(number // 12, number % 12 + 1, 1)

    def sheet(self, row: Row) -> Sheet | None:
        """Return the sheet that a row names; None where its person is not there."""
        return self.sheets.get((row["person"], row["ago"], row["sheet"]))


def moment(day: date) -> datetime:
    """Return a day's end of work."""
    return timezone.make_aware(datetime.combine(day, time(17, 30)))
