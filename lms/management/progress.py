"""How far a long command is, drawn where somebody looks."""

from django.core.management.base import OutputWrapper

_WIDTH = 40


class ProgressBar:
    """One line of a terminal, written over; nothing where nobody looks.

    It goes to the standard error output, so that what a command prints stays whole.
    """

    def __init__(self, stderr: OutputWrapper) -> None:
        self.stderr = stderr

    def __call__(self, done: int, total: int) -> None:
        """Draw that so many of all are done."""
        if not self.stderr.isatty():
            return
        bar = "#" * (done * _WIDTH // max(total, done, 1))
        self.stderr.write(f"\r[{bar:<{_WIDTH}}] {done}/{total}", ending="")
        if done >= total:
            self.stderr.write("")
