"""The whole site in one file: database, uploads, keys, and a list of what is inside."""

import hashlib
import json
import platform
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import django
import wagtail
from django.conf import settings
from django.db import connection

import lms
from lms.plugins.dumps import SUFFIXES, DumpError, backup_folder, dump
from lms.plugins.registry import plugins

FORMAT = 1
MANIFEST = "manifest.json"
KEPT = "data/"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `files` has the SHA-256 of each, by its path inside."""

    format: int
    made_at: str
    vendor: str
    versions: dict[str, str]
    plugins: dict[str, str]
    files: dict[str, str]

    @property
    def database(self) -> str:
        """The path of the copy of the database."""
        return f"database.{SUFFIXES[self.vendor]}"

    @property
    def kept(self) -> list[str]:
        """The names of the files that lie beside the database, such as keys."""
        inside = [
            name.removeprefix(KEPT) for name in self.files if name.startswith(KEPT)
        ]
        return sorted(inside)

    @property
    def uploads(self) -> int:
        """How many uploads are inside."""
        return len(self.files) - len(self.kept) - 1


def default_file(now: datetime) -> Path:
    """Return where a backup goes unless somebody names a place."""
    return backup_folder() / f"site-{now:%Y%m%d-%H%M%S}.tar.gz"


def back_up(target: Path, *, now: datetime, tell: Tell) -> Manifest:
    """Write database, uploads and keys into a new file; what breaks off leaves none.

    Raises DumpError when the file is there already, and when it cannot be written.
    """
    if target.exists():
        raise DumpError(f"{target} is there already: choose another name.")
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)  # it holds what only administrators may read
        with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            manifest = _write(part, Path(folder), now=now, tell=tell)
        part.rename(target)
    except OSError as error:
        raise DumpError(
            f"{target} could not be written ({error}): make room or choose another "
            "place."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(part: Path, folder: Path, *, now: datetime, tell: Tell) -> Manifest:
    tell("Copying the database")
    name = f"database.{SUFFIXES.get(connection.vendor, 'dump')}"
    dump(folder / name)
    with tarfile.open(part, "w:gz", compresslevel=6) as archive:
        files = {name: _add(archive, folder / name, name)}
        for path in _keys():
            files[f"{KEPT}{path.name}"] = _add(archive, path, f"{KEPT}{path.name}")
        tell("Packing uploads")
        for path in _uploads():
            inside = f"media/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
            with suppress(FileNotFoundError):  # it was deleted a moment ago
                files[inside] = _add(archive, path, inside)
        manifest = _manifest(files, now)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        archive.addfile(member, BytesIO(text))
    tell(f"{manifest.uploads} uploads packed")
    return manifest


def _keys() -> list[Path]:
    """Return what apps keep in files of their own, since the database is copied around."""
    folder = getattr(settings, "DATA_DIR", None)
    return sorted(Path(folder).glob("*.json")) if folder else []


def _uploads() -> Iterator[Path]:
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        member = archive.gettarinfo(arcname=name, fileobj=file)
        reader = Hashing(file)
        archive.addfile(member, reader)
        return reader.found.hexdigest()


class Hashing:
    """Hashes what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.found = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or all that are left."""
        data = self.file.read(size)
        self.found.update(data)
        return data


def _manifest(files: dict[str, str], now: datetime) -> Manifest:
    versions = {
        "host": lms.__version__,
        "django": django.__version__,
        "wagtail": wagtail.__version__,
        "python": platform.python_version(),
    }
    labels = {label: plugin.version for label, plugin in plugins.items()}
    return Manifest(FORMAT, now.isoformat(), connection.vendor, versions, labels, files)
