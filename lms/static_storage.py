"""Static files as production serves them: merged, without remarks, under hashed names.

The sources stay one component a file, and development serves them as they are.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OWN = re.compile(r"(lms|knowledge_base)/(css|js)/[\w-]+\.(css|js)")
_IMPORT = re.compile(r'^@import "([\w-]+\.css)"( print)?;$', re.MULTILINE)
# What a module imports gets its hashed name too: under two names it would run twice.
_MODULE = r"""(?P<matched>(?P<way>from |import |import\()"(?P<url>\./[\w-]+\.js)")"""
_REMARKS = {
    "css": re.compile(r"/\*.*?\*/", re.DOTALL),
    "js": re.compile(r"^\s*(?://.*|/\*\*.*\*/)$", re.MULTILINE),  # lines of their own
}
_MARGINS = re.compile(r"^\s+", re.MULTILINE)

Paths = dict[str, tuple[Storage, str]]


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Makes them when static files are collected."""

    max_post_process_passes = 10  # one for each module in a chain of imports
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *(
            (f"{app}/js/*.js", ((_MODULE, '%(way)s"%(url)s"'),))
            for app in ("lms", "knowledge_base")
        ),
    )

    def post_process(
        self,
        paths: Paths,
        dry_run: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
        **options: Any,
    ) -> Iterable[tuple[str, str, bool]]:
        """Let our own style sheets and modules be read in their smaller form."""
        smaller = InMemoryStorage()
        own = {name: (smaller, name) for name in paths if _OWN.fullmatch(name)}
        for name in own:
            smaller.save(name, ContentFile(_small(name, paths)))
        return super().post_process({**paths, **own}, dry_run=dry_run, **options)


def _small(name: str, paths: Mapping[str, tuple[Storage, str]]) -> str:
    """Return a file with what it imports, without remarks, margins and empty lines."""
    storage, path = paths[name]
    with storage.open(path) as file:
        text = file.read().decode()
    folder = name.rpartition("/")[0]

    def imported(found: re.Match[str]) -> str:
        sheet = _small(f"{folder}/{found[1]}", paths)
        return f"@media{found[2]} {{\n{sheet}}}" if found[2] else sheet

    text = _REMARKS[name.rpartition(".")[2]].sub("", text)
    return _MARGINS.sub("", _IMPORT.sub(imported, text))
