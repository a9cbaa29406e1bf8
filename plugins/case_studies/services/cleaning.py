"""Files of cases that are gone, however they went."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath

from plugins.case_studies.models import CaseAttachment

FOLDER = "case_studies"
KEPT = timedelta(hours=1)
"""For so long a file may wait for the row that is being written."""


def forget_lost_files(now: datetime) -> str:
    """Delete the files that no row names; return how many there were.

    A case is deleted in the admin, with a shelf or with its plugin: none of that tells
    of the files.
    """
    storage = CaseAttachment._meta.get_field("file").storage
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        names = []
    known = {*CaseAttachment.objects.values_list("file", flat=True)}
    found = {str(PurePosixPath(FOLDER, name)) for name in names} - known
    lost = [name for name in found if storage.get_modified_time(name) < now - KEPT]
    for name in lost:
        storage.delete(name)
    return f"Files of cases that are gone: {len(lost)}"
