"""Draw a picture anew, in a child process: the pixels alone come over."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageSequence, JpegImagePlugin

_SEEN = ("icc_profile", "transparency")
"""What changes how a picture looks, of all that stands beside the pixels."""
_MANY = frozenset({"PNG", "WEBP"})
"""Kinds that may move; the further pictures of a photograph (MPO) are dropped."""


def redraw(path: str) -> None:
    """Replace a JPEG, PNG or WebP with one that is upright and holds nothing else."""
    drawn = BytesIO()
    with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
        if image.format in _MANY and getattr(image, "is_animated", False):
            _redraw_moving(image, drawn)
        else:
            _redraw_still(image, drawn)
    Path(path).write_bytes(drawn.getbuffer())


def _redraw_still(image: Any, drawn: BytesIO) -> None:
    options: dict[str, Any] = {"quality": 90}
    is_photograph = isinstance(image, JpegImagePlugin.JpegImageFile)
    if is_photograph:
        # The tables it was pressed with: as fine as before, and about as large.
        sampling = JpegImagePlugin.get_sampling(image)
        options = {"qtables": image.quantization, "subsampling": sampling}
    upright = ImageOps.exif_transpose(image)
    options |= {name: upright.info[name] for name in _SEEN if name in upright.info}
    upright.info = {}
    upright.save(drawn, "JPEG" if is_photograph else image.format, **options)


def _redraw_moving(image: Any, drawn: BytesIO) -> None:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        frames.append(frame.copy())
        durations.append(int(frame.info.get("duration", 0)))
        frames[-1].info = {}
    frames[0].save(
        drawn,
        image.format,
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=image.info.get("loop", 0),
    )
