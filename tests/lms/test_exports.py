"""Lists as tables: every one, with nothing in a cell that a spreadsheet would run."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets import viewsets
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.users.models import UserProfile

from knowledge_base.models import Contribution, DocumentVersion, ImportBatch, Report
from lms.enums import Role
from lms.exports import SafeExportMixin
from lms.models import Team
from lms.row_history import recorded
from tests.factories.feedback import ReportFactory
from tests.factories.files import make_document
from tests.factories.knowledge_base import (
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory
from tests.factories.phrases import PhraseRuleFactory
from tests.factories.proposals import proposal_on
from tests.factories.versions import publish
from tests.permissions.conftest import close

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = ("lms", "knowledge_base", "plugins")
VERSIONS_OF_PHRASES = "wagtailsnippets_lms_knowledge_base_phraserule:history"
WITHOUT: dict[str, str] = {}
"""Viewsets of ours that export nothing, each with the reason."""


def own_lists():
    """Return the viewsets of ours that list rows."""
    return {
        viewset.name: viewset
        for viewset in viewsets.viewsets
        if type(viewset).__module__.startswith(OURS)
        and hasattr(viewset, "index_view_class")
    }


def content(answer):
    body = b"".join(answer.streaming_content)
    close(answer)
    return body


def lines(answer):
    text = content(answer).decode("utf-8-sig")
    return [*csv.reader(io.StringIO(text))]


def cells(answer):
    return [*load_workbook(io.BytesIO(content(answer))).worksheets[0].iter_rows()]


def test_every_list_of_ours_can_be_taken_away(client_as):
    admin = client_as("admin")
    wrong = {}
    for name, viewset in own_lists().items():
        if name in WITHOUT:
            continue
        view = "list" if isinstance(viewset, SnippetViewSet) else "index"
        address = reverse(viewset.get_url_name(view))
        heads = [
            lines(admin.get(f"{address}?export=csv"))[0],
            [cell.value for cell in cells(admin.get(f"{address}?export=xlsx"))[0]],
        ]
        if heads[0] != heads[1] or not issubclass(
            viewset.index_view_class, SafeExportMixin
        ):
            wrong[name] = heads

    assert wrong == {}
    assert len(own_lists()) > 12


def test_no_view_of_the_admin_writes_tables_without_the_one_writer():
    from django.urls import get_resolver, resolve

    def walk(patterns, prefix=""):
        for each in patterns:
            place = f"{prefix}{each.pattern}"
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, place)
            elif "<" not in place and "(" not in place:
                yield f"/{place.replace('^', '').replace('$', '')}"

    careless = set()
    for path in walk(get_resolver().url_patterns):
        view = getattr(resolve(path).func, "view_class", None)
        is_writer = view and issubclass(view, SpreadsheetExportMixin)
        if is_writer and view.list_export and not issubclass(view, SafeExportMixin):
            careless.add(path)

    assert careless == set()


def test_no_cell_runs_as_a_formula(client_as):
    admin = client_as("admin")
    risky = [f"{sign}1+1" for sign in "=+-@\t\r"]
    for name in risky:
        TeamFactory(name=name)
    address = reverse("lms_teams:index")

    written = {row[0] for row in lines(admin.get(f"{address}?export=csv"))[1:]}
    rows = cells(admin.get(f"{address}?export=xlsx"))[1:]

    assert written == {f"'{name}" for name in risky}
    assert {row[0].data_type for row in rows} == {"s"}
    assert all(row[0].quotePrefix for row in rows)


def test_people_stand_by_name_and_times_are_those_of_the_reader(client_as):
    admin = client_as("admin")
    profile = UserProfile.get_for_user(admin.user)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    report = ReportFactory(reporter=UserFactory(last_name="王", first_name="小明"))
    moment = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    Report.objects.filter(pk=report.pk).update(created_at=moment)
    address = reverse("lms_reports:index")

    row = lines(admin.get(f"{address}?export=csv"))[1]
    sheet = [cell.value for cell in cells(admin.get(f"{address}?export=xlsx"))[1]]

    assert row[0] == "2026-02-01 08:30:00"
    assert sheet[0] == datetime(2026, 2, 1, 8, 30)  # noqa: DTZ001 (as in the sheet)
    assert "王小明" in row
    assert "王小明" in sheet


def test_a_list_of_people_comes_back_in_unchanged(client_as):
    admin = client_as(Role.PLUGIN_ADMIN)
    team = TeamFactory(name="热线", parent=TeamFactory(name="客服中心"))
    person = UserFactory(role=Role.EDITOR, last_name="欧阳", first_name="娜")
    StaffProfileFactory(user=person, team=team, joined_date="2026-01-05")
    table = io.BytesIO(content(admin.get("/admin/users/?export=xlsx")))
    table.name = "people.xlsx"

    page = admin.post(reverse("lms_people_imports"), {"file": table}, follow=True)

    kinds = {str(kind): number for kind, _label, number in page.context["tabs"]}
    assert kinds.pop("refused", 0) == 1  # whoever exports has no staff number here
    assert kinds == {"unchanged": 1}
    assert page.context["unknown"] == []
    assert Team.objects.count() == 2


def test_lists_that_no_viewset_makes_can_be_taken_away_too(
    client_as, django_capture_on_commit_callbacks
):
    admin = client_as("admin")
    with django_capture_on_commit_callbacks(execute=True):
        FaqFactory(question="=1+1 是多少？")
    document = make_document(Collection.objects.first())
    DocumentVersion.objects.filter(document=document).update(note="=1+1")
    with recorded(admin.user, "=1+1"):
        rule = PhraseRuleFactory()
    batch = ImportBatch.objects.create(
        uploader=admin.user, created_at=timezone.now(), expires_at=timezone.now()
    )
    batch.files.create(position=1, name="=1+1.md", size=1, refusal="=1+1")
    lists = {
        "search": f"{reverse('lms:search')}?q=1",
        "newest": f"{reverse('lms:search')}?kind=faq",
        "imports": f"{reverse('lms_imports')}?",
        "import": f"{reverse('lms_import', args=[batch.uuid])}?",
        "versions": f"{reverse('lms_document_versions', args=[document.pk])}?",
        "history": f"{reverse(VERSIONS_OF_PHRASES, args=[rule.pk])}?",
    }

    for name, address in lists.items():
        text = lines(admin.get(f"{address}&export=csv"))
        book = cells(admin.get(f"{address}&export=xlsx"))

        assert text[0] == [cell.value for cell in book[0]], name
        assert len(text) == len(book) == 2, name
        assert any(cell.startswith("'=1+1") for cell in text[1]), name
        assert {cell.data_type for cell in book[1] if cell.value} <= {"s", "n", "d"}
        assert "export=xlsx" in admin.get(address).content.decode(), name


def test_own_lists_of_the_site_can_be_taken_away(client_as):
    client = client_as(Role.EDITOR)
    FaqFactory(question="=1+1 是多少？")
    due = reverse("knowledge_base:due")

    rows = lines(client.get(f"{due}?whose=nobody&export=csv"))
    mine = lines(client.get(f"{reverse('knowledge_base:my_contributions')}?export=csv"))

    assert [row[1] for row in rows[1:]] == ["'=1+1 是多少？"]
    assert len(mine) == 1 + Contribution.objects.filter(actor=client.user).count()
    assert "export=xlsx" in client.get(f"{due}?whose=nobody").content.decode()


def test_what_one_has_said_and_what_was_published_can_be_taken_away(client_as):
    client = client_as(Role.AGENT)
    restriction = CollectionViewRestriction.objects.create(
        collection=CollectionFactory(), restriction_type="groups"
    )
    closed = ScriptFactory(title="法务口径", collection=restriction.collection)
    script = ScriptFactory(title="退款安抚")
    for item in (script.item, closed.item):
        ReportFactory(item=item, reporter=client.user, text="=1+1")
    proposal_on(script, user=client.user, reason="=1+1")
    for text in ("第一稿", "第二稿"):
        publish(script, text, UserFactory(), note="=1+1")

    def table(name, *args):
        address = reverse(f"knowledge_base:{name}", args=args)
        assert "export=xlsx" in client.get(address).content.decode()
        return lines(client.get(f"{address}?export=csv"))[1:]

    reports, proposals = table("my_reports"), table("my_proposals")
    versions = table("history", script.item.uuid)

    assert sorted(row[2] for row in reports) == ["", "退款安抚"]
    assert [row[0] for row in versions] == ["2", "1"]
    assert all("'=1+1" in row for row in [*reports, *proposals, *versions])
