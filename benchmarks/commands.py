"""Django's own commands, through `inside`."""

from django.core.management import call_command


def main(name: str, *options: str) -> None:
    """Run a command and print nothing."""
    call_command(name, *options, verbosity=0)
