"""`rewards audit|close|replay`: the books of points, for cron and for auditors."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from plugins.rewards.exceptions import RewardsError
from plugins.rewards.services.audit import audit, totals
from plugins.rewards.services.months import close_month, month_before
from plugins.rewards.services.replay import replay

WRONG, REFUSED = 1, 2


class Command(BaseCommand):
    """Audits, closes a month, or computes all balances anew."""

    help = (
        "The books of points: audit (exit code 1 if something is wrong), close a month "
        "(safe to repeat; 2 if it is refused), replay the journal (1 if a balance differs)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("what", choices=["audit", "close", "replay"])
        parser.add_argument(
            "--month", default="", metavar="YYYY-MM", help="to close; the last one"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, what: str, month: str, **options: Any) -> None:
        """Do it; what is refused is one sentence, and exit code 2."""
        as_json = bool(options["json"])
        with override("en"):
            if what == "close":
                self._close(month, as_json=as_json)
            elif what == "audit":
                self._audit(as_json=as_json)
            else:
                self._replay(as_json=as_json)

    def _audit(self, *, as_json: bool) -> None:
        findings = audit()
        wrong = [each for each in findings if not each.is_clean]
        if as_json:
            found = {"clean": not wrong, "totals": totals()}
            rows = [asdict(each) for each in findings]
            self.stdout.write(json.dumps({**found, "findings": rows}, indent=2))
        else:
            for each in findings:
                mark = "ok " if each.is_clean else "NOT"
                self.stdout.write(f"{mark} {each.question}")
                self.stdout.writelines(f"      {line}" for line in each.problems)
        if wrong:
            raise CommandError("The books are not right.", returncode=WRONG)

    def _replay(self, *, as_json: bool) -> None:
        problems = replay()
        if as_json:
            found = {"clean": not problems, "problems": problems}
            self.stdout.write(json.dumps(found, indent=2))
        elif not problems:
            self.stdout.write("Each balance is what the journal says, and always was.")
        if problems:
            raise CommandError("; ".join(problems[:20]), returncode=WRONG)

    def _close(self, text: str, *, as_json: bool) -> None:
        now = timezone.now()
        try:
            first = _month(text) or month_before(timezone.localdate(now))
            close = close_month(month=first, now=now)
        except (RewardsError, ValueError) as error:
            if as_json:
                self.stdout.write(json.dumps({"error": str(error)}))
            raise CommandError(str(error), returncode=REFUSED) from error
        confirmed = close.candidates.filter(choice="confirmed").count()
        if as_json:
            found = {"month": str(close), "state": close.state, "confirmed": confirmed}
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(f"{close} is closed; {confirmed} good sharers.")


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        message = f"Write --month as 2026-01, not {text!r}."
        raise ValueError(message) from None
