"""Photographs without what a camera writes into them: place, time, owner, remarks."""

import shutil
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from lms.files.child import Limits, in_child
from lms.files.exceptions import ChildError, ChildLimitError, FileRefusedError
from lms.files.gate import MOST

_MEGABYTE = 1024 * 1024
_LIMITS = Limits(memory=1024 * _MEGABYTE, output=MOST)


def without_metadata(file: Any) -> File[Any]:
    """Return a picture that passed the gate, upright and with nothing but what is seen.

    `file` is a Django file. Raises FileRefusedError for one that is damaged, or has more
    pixels than are taken in.
    """
    values = {"name": file.name}
    with NamedTemporaryFile(prefix="picture-") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        try:
            in_child("lms.files.redrawing.redraw", copy.name, _LIMITS)
        except ChildLimitError as error:
            said = _("“%(name)s” has too many pixels: make the picture smaller.")
            raise FileRefusedError(said % values) from error
        except ChildError as error:
            said = _("“%(name)s” is damaged: it cannot be opened.")
            raise FileRefusedError(said % values) from error
        copy.seek(0)
        return ContentFile(copy.read(), name=file.name)
