"""Writes the folder of a new plugin, which passes its own tests."""

import ast
import re
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from string import Template

from django.apps import apps

import lms
from lms.plugins.discovery import LABEL, OURS, installed_entries
from lms.plugins.exceptions import PluginError
from lms.plugins.registry import plugins

KINDS = ("minimal", "page")
_TEMPLATES = Path(__file__).parent / "scaffold"
_SUFFIX = "-tpl"
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|\Z))+)', re.MULTILINE)


def scaffold(name: str, kind: str, dest: Path) -> Path:
    """Write a plugin into a new folder below `dest`, and return the folder.

    The name is a word, with or without `lms_` before it. Raises PluginError when the
    name cannot be used, the kind is unknown, or the folder is there already.
    """
    word = name.removeprefix("lms_")
    label = f"lms_{word}"
    _check(name, label, kind)
    folder = dest / label.replace("_", "-")
    if folder.exists():
        raise PluginError(f"{folder} is there already: choose another --dest.")
    values = _values(label, word)
    for source, target in _files(kind, label):
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        text = Template(source.read_text("utf-8")).substitute(values)
        path.write_text(text, "utf-8")
        if path.suffix == ".po":
            path.with_suffix(".mo").write_bytes(compile_catalogue(text))
    return folder


def _check(name: str, label: str, kind: str) -> None:
    if kind not in KINDS:
        raise PluginError(f"There is no kind {kind!r}: it is {' or '.join(KINDS)}.")
    if not LABEL.fullmatch(label) or label.endswith("_") or "__" in label:
        raise PluginError(
            f"{name!r} cannot be a name: it takes a word of small letters, such as "
            "badges or sales_games."
        )
    taken = {*OURS, *plugins, *installed_entries(), *apps.app_configs}
    if label in taken or find_spec(label) is not None:
        raise PluginError(f"{label} is taken: choose another name.")


def _values(label: str, word: str) -> dict[str, str]:
    major = int(lms.__version__.partition(".")[0])
    minor = ".".join(lms.__version__.split(".")[:2])
    return {
        "label": label,
        "name": word,
        "prefix": word.replace("_", "-"),
        "dist": label.replace("_", "-"),
        "title": word.replace("_", " ").capitalize(),
        "camel": "".join(part.capitalize() for part in word.split("_")),
        "model": word.replace("_", ""),
        "requires_lms": f">={minor},<{major + 1}",
    }


def _files(kind: str, label: str) -> Iterator[tuple[Path, Path]]:
    for part in ("common", kind):
        root = _TEMPLATES / part
        for source in sorted(root.rglob(f"*{_SUFFIX}")):
            name = str(source.relative_to(root)).replace("__label__", label)
            yield source, Path(name.removesuffix(_SUFFIX))


def compile_catalogue(source: str) -> bytes:
    """Return the compiled form of a catalogue without plurals and contexts.

    gettext's own compiler is not there on every machine.
    """
    texts = sorted(
        (_joined(entry[1]), _joined(entry[2])) for entry in _ENTRY.finditer(source)
    )
    start = 28 + 16 * len(texts)
    tables: list[int] = []
    body = b""
    for side in (0, 1):
        for text in texts:
            tables += [len(text[side]), start + len(body)]
            body += text[side] + b"\0"
    head = (0x950412DE, 0, len(texts), 28, 28 + 8 * len(texts), 0, start)
    return struct.pack(f"<{7 + len(tables)}I", *head, *tables) + body


def _joined(lines: str) -> bytes:
    return "".join(ast.literal_eval(line) for line in lines.splitlines()).encode()
