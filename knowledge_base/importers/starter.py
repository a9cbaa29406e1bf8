"""Lists to begin with: phrases and rewritings on which most organisations agree."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

_FOLDER = Path(__file__).parent.parent / "demo"
_LISTS = [
    (language, name) for name in ("phrases", "rewritings") for language in ("zh", "en")
]


def starter_lists() -> list[SimpleUploadedFile]:
    """Return the lists, as if somebody had uploaded them."""
    return [
        SimpleUploadedFile(
            f"{name}-{language}.csv",
            (_FOLDER / language / f"{name}.csv").read_bytes(),
            "text/csv",
        )
        for language, name in _LISTS
    ]
