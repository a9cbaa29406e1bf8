"""Which plugins this process found, and why one of them cannot run."""

import logging
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ImproperlyConfigured

from lms.plugins.enums import Status

if TYPE_CHECKING:
    from lms.plugins.config import PluginConfig


class Problem(NamedTuple):
    """Why a plugin does not run."""

    status: Status
    sentence: str
    traceback: str = ""


@dataclass(slots=True)
class Plugin:
    """One plugin as this process found it; what the database says of it is apart."""

    label: str
    entry: str
    distribution: str = ""  # empty for one that no package brought
    is_added: bool = False  # by the environment of this process
    version: str = ""
    config: "type[PluginConfig] | None" = None
    problem: Problem | None = None
    requires: tuple[str, ...] = ()  # labels
    after: tuple[str, ...] = ()
    migrated_to: str = ""  # the last migration of its code

    @property
    def is_loaded(self) -> bool:
        """Whether its code is in this process and whole."""
        return self.problem is None

    @property
    def is_bundled(self) -> bool:
        """Whether it came with the host, or in its place."""
        return not self.distribution and self.config is not None


log = logging.getLogger(__name__)


class Strict:
    """Whether a broken plugin stops the start, as it should where plugins are tested."""

    is_on = False


strict = Strict()
plugins: dict[str, Plugin] = {}
"""By label, in the order of loading: what is required stands before what requires it."""


class contained:  # noqa: N801 (read as a word, as those of contextlib)
    """Keep what a plugin raises in here as its problem; the first one stays.

    Raises ImproperlyConfigured in strict mode.
    """

    def __init__(self, label: str, sentence: str) -> None:
        self.label, self.sentence = label, sentence

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, _kind: object, error: BaseException | None, _where: object
    ) -> bool:
        """Swallow all but what ends the process."""
        if isinstance(error, Exception | SystemExit):
            fail(self.label, self.sentence, error)
            return True
        return False


def fail(label: str, sentence: str, error: BaseException) -> None:
    """Record why a plugin cannot run, as `contained` does."""
    problem = Problem(
        Status.FAILED,
        f"{sentence}: {_named(error)}",
        "".join(traceback.format_exception(error)),
    )
    plugins[label].problem = plugins[label].problem or problem
    log.error("The plugin %s is left out. %s", label, problem.sentence)
    if strict.is_on:
        raise ImproperlyConfigured(f"{label}: {problem.sentence}") from error


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
