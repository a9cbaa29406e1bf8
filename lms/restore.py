"""Putting a backup in the place of the site, all of it or nothing."""

import json
import shutil
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, connections

from lms.backup import FORMAT, KEPT, MANIFEST, Hashing, Manifest, Tell
from lms.plugins.dumps import (
    DumpError,
    backup_folder,
    database_file,
    dump,
    put_back_postgresql,
)

BESIDE = ".before-restore"
JOURNALS = ("-wal", "-shm")


def restore(
    source: Path, *, now: datetime, tell: Tell, confirm: Callable[[Manifest], bool]
) -> list[Path] | None:
    """Put a backup in the place of the site; return where the site of before is kept.

    Everything is unpacked and checked first. None when `confirm` says no. Raises
    DumpError when the file is damaged, or comes from another kind of database; then
    nothing was changed. Nobody should use the site meanwhile.
    """
    place = _data_folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place, prefix=".restore-") as unpacked:
            tell("Unpacking and checking")
            manifest = _unpack(source, Path(unpacked))
            if not confirm(manifest):
                return None
            tell("Putting it in place")
            return _put_in_place(manifest, Path(unpacked), now)
    except OSError as error:
        raise DumpError(f"{source} could not be restored: {error}.") from error


def _data_folder() -> Path:
    if connection.vendor == "sqlite":
        return database_file().parent
    return Path(settings.MEDIA_ROOT).parent


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source, "r:gz") as archive:
            found = {
                member.name: _extract(archive, member, folder) for member in archive
            }
        manifest = _read_manifest(folder / MANIFEST)
    except FileNotFoundError as error:
        raise DumpError(f"There is no file {source}, or it is no backup.") from error
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError) as error:
        raise DumpError(f"{source} is no whole backup: {error}.") from error
    del found[MANIFEST]
    wrong = {name for name, _hash in found.items() ^ manifest.files.items()}
    if wrong:
        raise DumpError(f"{source} is damaged: {min(wrong)} is not what it was.")
    return manifest


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    path = PurePosixPath(member.name)
    is_kept = path.parent == PurePosixPath(KEPT) and path.suffix == ".json"
    is_ours = path.parts[0] == "media" or len(path.parts) == 1 or is_kept
    if not member.isfile() or path.is_absolute() or ".." in path.parts or not is_ours:
        raise ValueError(f"{member.name} does not belong there")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    assert content is not None  # noqa: S101 (it is a file, see above)
    reader = Hashing(content)
    target.touch(mode=0o600 if is_kept else 0o666, exist_ok=False)
    with target.open("wb") as file:
        shutil.copyfileobj(reader, file)
    return reader.found.hexdigest()


def _read_manifest(file: Path) -> Manifest:
    manifest = Manifest(**json.loads(file.read_text()))
    if manifest.format != FORMAT:
        raise ValueError(f"its format is {manifest.format}, {FORMAT} can be read")
    if manifest.vendor != connection.vendor:
        raise DumpError(
            f"The backup is of a {manifest.vendor} database, this site has "
            f"{connection.vendor}: restore it into a site of its own kind."
        )
    if manifest.database not in manifest.files:
        raise ValueError("it has no database")
    return manifest


def _put_in_place(manifest: Manifest, folder: Path, now: datetime) -> list[Path]:
    media = Path(settings.MEDIA_ROOT)
    (folder / "media").mkdir(exist_ok=True)
    keys = [(folder / KEPT / n, Path(settings.DATA_DIR) / n) for n in manifest.kept]
    pairs = [(folder / "media", media), *keys]
    if manifest.vendor == "postgresql":
        kept = backup_folder() / f"{now:%Y%m%d-%H%M%S}{BESIDE}.dump"
        dump(kept)
        put_back_postgresql(folder / manifest.database)
        return [kept, *_swap(pairs)]
    connections.close_all()
    database = database_file()
    journals = [database.with_name(f"{database.name}{end}") for end in JOURNALS]
    pairs.append((folder / manifest.database, database))
    return _swap(pairs, also_aside=journals)


def _swap(
    pairs: list[tuple[Path, Path]], also_aside: list[Path] | None = None
) -> list[Path]:
    """Set aside what is there and put the new in its place; all of it or nothing."""
    moved: list[tuple[Path, Path]] = []
    try:
        for old in [*(also_aside or []), *(place for _new, place in pairs)]:
            if old.exists():
                aside = _aside(old)
                moved.append((aside, old))
                old.rename(aside)
        for new, place in pairs:
            shutil.move(new, place)
    except BaseException:
        for aside, old in moved:
            if aside.exists():
                _delete(old)
                aside.rename(old)
        raise
    return [aside for aside, _old in moved]


def _aside(old: Path) -> Path:
    """Return a free name beside it; SQLite finds its journals by their names."""
    journal = next((end for end in JOURNALS if old.name.endswith(end)), "")
    first = f"{old.name.removesuffix(journal)}{BESIDE}"
    number, name = 1, f"{first}{journal}"
    while old.with_name(name).exists():
        number += 1
        name = f"{first}{number}{journal}"
    return old.with_name(name)


def _delete(path: Path) -> Any:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
