"""`badge_key`: the key that signs badges."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plugins.certification.services.badge_keys import (
    begin_keys,
    key_file,
    public_keys,
    replace_key,
)


class Command(BaseCommand):
    """Makes the key, or a new one in its place."""

    help = (
        "Makes the key that signs badges, if there is none. With --replace a new one "
        "signs from now on; what earlier ones signed stays good, unless --forget."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument(
            "--replace", action="store_true", help="sign with a new key"
        )
        parser.add_argument(
            "--forget",
            action="store_true",
            help="with --replace: badges of earlier keys are good no longer (one leaked)",
        )

    def handle(self, *, replace: bool, forget: bool, **_options: Any) -> None:
        """Do it, and say which key signs."""
        if forget and not replace:
            raise CommandError("--forget belongs to --replace.", returncode=2)
        is_new = bool(replace and replace_key(forgets=forget)) or begin_keys()
        said = "signs from now on" if is_new else "signs already"
        self.stdout.write(f"{public_keys()[0]['kid']} {said} ({key_file()})")
