"""Installs plugins with pip: tried first, copied before, undone when anything fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.utils import canonicalize_name
from wagtail.log_actions import log

from lms.plugins import packages
from lms.plugins.children import last_line, run_manage
from lms.plugins.discovery import installed_entries
from lms.plugins.dumps import new_dump
from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.pip import refuse_full_disk
from lms.plugins.probing import Probe, probe_apart
from lms.plugins.registry import plugins
from lms.plugins.remains import applied, remains
from lms.plugins.status import reports
from lms.plugins.wheels import Wheel

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Installation:
    """What was installed, or would be."""

    packages: tuple[str, ...]
    plugins: tuple[Probe, ...]
    is_dry_run: bool
    has_static_files: bool
    backup: Path | None = None
    enabled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants besides the plugin itself."""

    enable: bool = False
    dry_run: bool = False
    backup: bool = True


def install(spec: str, wishes: Wishes, *, now: datetime, tell: Tell) -> Installation:
    """Install a plugin and run its migrations; `tell` hears how far it is.

    Raises PluginError when it cannot run here and when a step fails; then the packages,
    and the database, are as they were.
    """
    try:
        with TemporaryDirectory(prefix="lms-plugins-") as folder:
            wheels, probes = _try(spec, Path(folder), tell)
            _refuse_unmet(probes, wishes)
            if wishes.dry_run:
                return _installation(wheels, probes, is_dry_run=True)
            return _install(wheels, probes, wishes, now=now, tell=tell)
    except OSError as error:
        raise PluginError(f"{spec} could not be installed: {error}.") from error


def _try(spec: str, folder: Path, tell: Tell) -> tuple[list[Wheel], list[Probe]]:
    tell("Asking pip what would be installed")
    wheels = packages.resolve(spec, folder)
    labels = _labels(spec, wheels)
    tell(f"Trying {', '.join(map(str, wheels))} in a folder apart")
    apart = folder / "apart"
    packages.install(wheels, target=apart)
    return wheels, probe_apart(labels, before=apart)


def _labels(spec: str, wheels: Sequence[Wheel]) -> list[str]:
    """Return the labels of all plugins among the packages; refuse what is taken."""
    found: dict[str, Wheel] = {}
    for wheel in wheels:
        labels = wheel.labels()
        if wheel.is_requested and not labels:
            raise PluginError(
                f"{spec} is no plugin: {wheel} has no entry point in the group "
                "lms.plugins; install it with pip if you need it."
            )
        for label in labels:
            _refuse_taken(label, wheel)
            found[label] = wheel
    return [*found]


def _refuse_taken(label: str, wheel: Wheel) -> None:
    known = plugins.get(label)
    is_missing = known and known.problem and known.problem.status is Status.MISSING
    if label in installed_entries() or (known and not is_missing):
        holder = (known and known.distribution) or "the host itself"
        raise PluginError(
            f"{wheel} calls its plugin {label}, which is taken by {holder}: remove that "
            "first, or ask the author for another label."
        )
    _refuse_rows_of_another(label, wheel)


def _refuse_rows_of_another(label: str, wheel: Wheel) -> None:
    row = PluginState.objects.filter(label=label).first()
    if row and row.distribution and canonicalize_name(row.distribution) != wheel.name:
        raise PluginError(
            f"The data of {label} came from {row.distribution}, not from {wheel}: take "
            f"them away with `manage.py plugins remove {label} --purge --yes` first."
        )


def _refuse_unmet(probes: Sequence[Probe], wishes: Wishes) -> None:
    if not wishes.enable:
        return
    new = {probe.label for probe in probes}
    on = {each.label for each in reports() if each.status is Status.ENABLED}
    for probe in probes:
        off = [label for label in probe.requires if label not in on | new]
        if off:
            raise PluginError(
                f"{probe.label} requires {', '.join(off)}, which is off: switch that on "
                "first, or install without --enable."
            )


def _install(
    wheels: list[Wheel],
    probes: list[Probe],
    wishes: Wishes,
    *,
    now: datetime,
    tell: Tell,
) -> Installation:
    tell("Copying the database" if wishes.backup else "Going on without a backup")
    backup = new_dump("before-install", now=now) if wishes.backup else None
    before = {probe.label: _applied(probe.label) for probe in probes}
    try:
        tell("Installing")
        packages.install(wheels)
        _set_up(probes, wishes, tell)
    except BaseException as error:
        tell("Taking out again what was added")
        is_undone = _undo(wheels, before)
        if isinstance(error, PluginError | OSError):
            raise PluginError(
                _undone(wheels, error) if is_undone else _half(wheels, error, backup)
            ) from error
        raise
    return _installation(wheels, probes, backup=backup, enabled=wishes.enable)


def _set_up(probes: Sequence[Probe], wishes: Wishes, tell: Tell) -> None:
    for probe in probes:
        tell(f"Migrating {probe.label}")
        _manage("migrate", probe.label, "--no-input", "--verbosity=0")
    for probe in probes if wishes.enable else ():
        _manage("plugins", "enable", probe.label)
    for probe in probes:
        log(PluginState.objects.get(label=probe.label), "lms.plugin.install")


def _undone(wheels: Sequence[Wheel], error: Exception) -> str:
    names = ", ".join(map(str, wheels))
    return f"{names} could not be installed and was taken out again: {error}"


def _half(wheels: Sequence[Wheel], error: Exception, backup: Path | None) -> str:
    names = ", ".join(map(str, wheels))
    copy = f"the database as it was is in {backup}" if backup else "there is no backup"
    return (
        f"{names} could not be installed, and not all that its migrations did could be "
        f"taken back ({copy}): {error}"
    )


def _installation(
    wheels: Sequence[Wheel],
    probes: Sequence[Probe],
    *,
    backup: Path | None = None,
    is_dry_run: bool = False,
    enabled: bool = False,
) -> Installation:
    return Installation(
        tuple(map(str, wheels)),
        tuple(probes),
        is_dry_run,
        any(wheel.has_static_files() for wheel in wheels),
        backup,
        tuple(probe.label for probe in probes) if enabled else (),
    )


def _manage(*arguments: str) -> None:
    done = run_manage(*arguments)
    if done.returncode:
        refuse_full_disk(done)
        raise PluginError(f"`manage.py {arguments[0]}` failed: {last_line(done)}")


def _applied(label: str) -> list[str]:
    return [*applied(label).order_by("id").values_list("name", flat=True)]


def _undo(wheels: list[Wheel], before: dict[str, list[str]]) -> bool:
    """Take out rows and packages; return whether no rows stayed behind.

    The backup is not put back: what people did meanwhile would be lost with it.
    """
    done = [_take_back(label, names) for label, names in reversed(before.items())]
    packages.take_out(wheels)
    return all(done)


def _take_back(label: str, names: list[str]) -> bool:
    if names:  # its rows were here before its code
        if _applied(label) == names:
            return True
        command = ["migrate", label, names[-1], "--verbosity=0"]
    elif remains(label) or PluginState.objects.filter(label=label).exists():
        command = ["plugins", "remove", label, "--purge", "--yes", "--no-backup"]
        command.append("--in-turn")
    else:
        return True
    return run_manage(*command).returncode == 0
