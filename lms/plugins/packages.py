"""Asks pip what it would install, and lets it do just that: always in a child process.

Which indexes are asked is pip's own configuration.
"""

import json
import os
import shutil
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from lms.plugins.children import run_python
from lms.plugins.exceptions import PluginError
from lms.plugins.pip import pip
from lms.plugins.wheels import Wheel

_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")


def resolve(spec: str, folder: Path) -> list[Wheel]:
    """Bring what `spec` needs into a folder; nothing is installed.

    `spec` is a name, with a version if one likes, or the path of a wheel or of a folder
    of sources. Raises PluginError when pip finds no way, and when a package would be
    changed that is installed already.
    """
    wanted = _wanted(spec, folder)
    report = folder / "report.json"
    pip("install", "--dry-run", "--report", str(report), "--", wanted)
    items = json.loads(report.read_text())["install"]
    _refuse_changes(spec, items)
    wheels = _fetch(items, folder)
    _refuse_overwriting(wheels)
    return wheels


def install(wheels: list[Wheel], *, target: Path | None = None) -> None:
    """Install exactly these, into a folder of their own if one is given.

    Raises PluginError when pip fails, such as on a full disk; part may be there then.
    """
    where = ["--target", str(target), "--no-compile"] if target else []
    files = [str(each.file) for each in wheels]
    pip("install", "--no-deps", "--no-index", *where, "--", *files)


def take_out(wheels: list[Wheel]) -> None:
    """Take out what `install` put there, whole or half."""
    run_python("-m", "pip", "uninstall", "--yes", *(each.name for each in wheels))
    for file in (file for each in wheels for file in each.files()):
        file.unlink(missing_ok=True)  # pip does not know of what it left half way
        _remove_emptied(file.parent)


def _remove_emptied(folder: Path) -> None:
    site = Path(sysconfig.get_path("purelib"))
    while folder != site and folder.is_dir():
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        if any(folder.iterdir()):
            return
        folder.rmdir()
        folder = folder.parent


def _wanted(spec: str, folder: Path) -> str:
    path = Path(spec)
    if path.is_dir():
        return str(_build(path, folder))
    if path.suffix == ".whl" or os.sep in spec:
        if path.is_file() and path.suffix == ".whl":
            return str(path.resolve())
        raise PluginError(f"There is no wheel and no folder {spec}.")
    try:
        requirement = Requirement(spec)
    except InvalidRequirement as error:
        raise PluginError(
            f"{spec!r} is no name of a package, such as lms-badges==1.0, and no path of "
            "a wheel or a folder."
        ) from error
    if requirement.url:
        raise PluginError(f"Download {requirement.url} and give the path of the file.")
    return spec


def _build(source: Path, folder: Path) -> Path:
    """Build a wheel from a copy, for building leaves files behind."""
    if not {"pyproject.toml", "setup.py"} & {each.name for each in source.iterdir()}:
        raise PluginError(f"{source} is no package: it has no pyproject.toml.")
    copy, built = folder / "source", folder / "built"
    shutil.copytree(source, copy, ignore=_LEFT_OUT)
    pip("wheel", "--no-deps", "--wheel-dir", str(built), "--", str(copy))
    return next(built.glob("*.whl"))


def _refuse_changes(spec: str, items: list[dict[str, Any]]) -> None:
    if not items:
        raise PluginError(
            f"{spec} is installed already: run `manage.py migrate`, then `manage.py "
            "plugins list`."
        )
    for item in items:
        name, new = item["metadata"]["name"], item["metadata"]["version"]
        try:
            old = version(name)
        except PackageNotFoundError:
            continue
        if item["requested"]:
            raise PluginError(
                f"{name} {old} is installed already: use pip itself to replace it by "
                f"{new}, then `manage.py migrate`, and restart the server."
            )
        raise PluginError(
            f"{spec} would replace {name} {old}, which is installed, by {new}: choose a "
            f"version of it that runs with {name} {old}."
        )


def _fetch(items: list[dict[str, Any]], folder: Path) -> list[Wheel]:
    """Download, and build where needed, what pip reported: the very same files."""
    target = folder / "wheels"
    target.mkdir()
    wanted = [item for item in items if not item["is_direct"]]
    for item in items:
        if item["is_direct"]:
            shutil.copy(
                url2pathname(urlsplit(item["download_info"]["url"]).path), target
            )
    if wanted:
        lines = folder / "requirements.txt"
        lines.write_text("\n".join(map(_pinned, wanted)))
        pip("wheel", "--no-deps", "--wheel-dir", str(target), "-r", str(lines))
    requested = {
        canonicalize_name(item["metadata"]["name"])
        for item in items
        if item["requested"]
    }
    found = []
    for file in sorted(target.glob("*.whl")):
        name, number, _build, _tags = parse_wheel_filename(file.name)
        found.append(Wheel(file, name, str(number), name in requested))
    return found


def _pinned(item: dict[str, Any]) -> str:
    known = item["metadata"]
    hashes = item["download_info"].get("archive_info", {}).get("hashes", {})
    pinned = [f"--hash={kind}:{value}" for kind, value in hashes.items()]
    return " ".join([f"{known['name']}=={known['version']}", *pinned])


def _refuse_overwriting(wheels: list[Wheel]) -> None:
    for wheel in wheels:
        for file in wheel.files():
            if file.exists():
                raise PluginError(
                    f"{wheel} would overwrite {file}, which belongs to another package: "
                    "do not install it."
                )
