"""The documents of the demo, with the versions that they have had."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction

from knowledge_base.models import DocumentVersion, LibraryDocument
from knowledge_base.models.document import Origin
from knowledge_base.services.demo_people import read_list

LIST = "documents.csv"


@transaction.atomic
def add_demo_documents(folder: Path, *, now: datetime) -> int:
    """Add the documents that are not there; return how many it were.

    A title that comes several times in a row of the list has so many versions.
    """
    added = 0
    for title, rows in groupby(read_list(folder / LIST), itemgetter("title")):
        if LibraryDocument.objects.filter(title=title).exists():
            continue
        document = LibraryDocument(title=title)
        for row in rows:
            _add_version(document, row, folder, now)
        added += 1
    return added


def _add_version(
    document: LibraryDocument, row: Mapping[str, str], folder: Path, now: datetime
) -> None:
    people = get_user_model()._default_manager
    person = people.filter(username=row["username"]).first()
    moment = now - timedelta(days=int(row["days_ago"]))
    with (folder / row["file"]).open("rb") as file:
        document.file = File(file, name=row["name"])
        document.uploaded_by_user = document.uploaded_by_user or person
        document.revise(Origin(person, row["note"]))
        document.file_size, document.file_hash = document.file.size, ""
        document.save()
    document.tags.set(row["tags"].split("|"))
    version = DocumentVersion.objects.filter(pk=document.current_version_id)
    version.update(created_at=moment)
    LibraryDocument.objects.filter(pk=document.pk).update(last_published_at=moment)
