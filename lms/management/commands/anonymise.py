from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.personal_data import StillHereError, anonymise


class Command(BaseCommand):
    """Takes name and address from somebody who has left."""

    help = "Make somebody who has left anonymous. There is no way back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user name."""
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *, username: str, yes: bool, **_options: Any) -> None:
        """Ask, then do it."""
        model: Any = get_user_model()
        names = {model.USERNAME_FIELD: username}
        person = model._default_manager.filter(**names).first()
        if person is None:
            raise CommandError(f"There is nobody called {username!r}.")
        if not yes and input(f"Type {username} again to confirm: ") != username:
            raise CommandError("Nothing was changed.")
        try:
            pseudonym = anonymise(person=person, user=None, now=timezone.now())
        except StillHereError as error:
            raise CommandError(
                f"{username} can still sign in. Enter a last day that is past, or take "
                "away “Active” first."
            ) from error
        self.stdout.write(f"{username} is called {pseudonym} from now on.")
