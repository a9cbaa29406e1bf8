"""Cases in each state, made without the way there."""

from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Locale

from plugins.case_studies.enums import CaseState
from plugins.case_studies.models import (
    CaseAction,
    CaseAttachment,
    CaseIndexPage,
    CasePage,
    CaseRecord,
)
from plugins.case_studies.services.drafts import draft_of, version_of
from plugins.case_studies.services.shelf import main_shelf
from tests.factories.people import UserFactory

_numbers = count(1)
WHOLE = {
    "kind": "good",
    "channel": "phone",
    "summary": "顾客第三次来电，空调仍在滴水。",
    "dialogue": "客户：我已经说过两遍了。\n★客服：不该让您说第三遍，我来跟到底。\n客户：好的。",
    "outcome": "当天修好，顾客写来表扬。",
    "need": "有人负责到底。",
    "gap": "系统里看不出是同一件事。",
    "improvement": "第三次来电由一个人跟到底。",
    "root_cause": "process",
    "product": "空调",
}


def make_shelf(title="封存的案例"):
    """Return another shelf beside the first."""
    shelf = CaseIndexPage(title=title, slug=f"shelf-{next(_numbers)}")
    main_shelf().get_parent().add_child(instance=shelf)
    return shelf


def make_case(*, state=CaseState.PUBLISHED, shared_by=None, shelf=None, **fields):
    """Return a case as somebody might have brought it into this state."""
    record = {
        name: fields.pop(name)
        for name in [*fields]
        if name in {"consented_at", "published_at", "shared_at", "checked_by"}
    }
    number = next(_numbers)
    now = timezone.now()
    is_live = state == CaseState.PUBLISHED
    values = {**WHOLE, "title": f"案例{number}", **fields}
    case = CasePage(
        slug=f"made-{number}", locale=Locale.get_default(), live=is_live, **values
    )
    if is_live:
        case.first_published_at = case.last_published_at = now
    shelf = shelf or main_shelf()
    CaseIndexPage.objects.get(pk=shelf.pk).add_child(instance=case)
    case.save_revision()
    known = {
        "state": state,
        "shared_by": shared_by or UserFactory(),
        "shared_at": now,
        "checked_hash": case.text_hash,
        "published_at": now if is_live else None,
        **record,
    }
    CaseRecord.objects.filter(page=case).update(**known)
    return CasePage.objects.get(pk=case.pk)


def form_of(case, **changed):
    """Return what the form of a draft sends that was opened just now."""
    return {
        **WHOLE,
        "title": case.title,
        "severity": "minor",
        "source": "call",
        "links": "",
        "seen": version_of(draft_of(case)),
        **changed,
    }


def make_file(case, *, filename="录音文字.txt", content=b"words"):
    """Return a file beside a case, past the gate."""
    row = CaseAttachment(
        page=case,
        filename=filename,
        mime="text/plain",
        size=len(content),
        added_at=timezone.now(),
    )
    row.file.save("file.txt", ContentFile(content), save=True)
    return row


def make_action(case=None, *, owner=None, **fields):
    """Return an action of a case."""
    now = timezone.now()
    values = {
        "title": "改话术",
        "due_on": timezone.localdate(now),
        "target": "script",
        "created_at": now,
        **fields,
    }
    return CaseAction.objects.create(
        page=case or make_case(), owner=owner or UserFactory(), **values
    )
