"""Whether the demo was loaded as it lies there; the log of the library remembers."""

from hashlib import sha256
from pathlib import Path

from wagtail.log_actions import log, registry

from knowledge_base.models import LibraryPage

LOADED = "knowledge_base.load_demo"


def digest_of(folder: Path) -> str:
    """Return what differs as soon as one file of a folder does."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_loaded(library: LibraryPage, digest: str) -> bool:
    """Tell whether the last demo that was loaded here was this one."""
    entries = registry.get_logs_for_instance(library).filter(action=LOADED)
    last = entries.order_by("timestamp", "pk").last()
    return last is not None and last.data.get("digest") == digest


def remember(library: LibraryPage, digest: str) -> None:
    """Note that this demo is loaded completely."""
    log(instance=library, action=LOADED, data={"digest": digest})
