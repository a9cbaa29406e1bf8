"""People and teams from a table: looked at first, each row by itself, undoable."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from lms.due import run_due_jobs
from lms.enums import Role
from lms.models import ImportedRow, PeopleImport, StaffProfile, Team
from lms.people import importing
from lms.people.importing import apply_import, keep_table
from lms.people.undoing import undo_import
from tests.factories.feedback import ReportFactory
from tests.factories.office_files import xlsx
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
User = get_user_model()
HEAD = "工号,用户名,姓名,邮箱,团队路径,岗位,角色,入职日期,离职日期,语言"
NEW = "1077,lin,林晓雯,lin@example.com,客服中心/热线/夜班,坐席,坐席、编辑,2026/1/5,,English"


def table(*rows, name="people.csv", head=HEAD):
    return SimpleUploadedFile(name, "\n".join([head, *rows]).encode())


def upload(client, file):
    return client.post(reverse("lms_people_imports"), {"file": file}, follow=True)


def carry_out(client, page, **data):
    address = reverse("lms_apply_people_import", args=[page.context["batch"].pk])
    data = {"shown": page.context["digest"], **data}
    return client.post(address, data, follow=True)


def undo(client, batch):
    return client.post(reverse("lms_undo_people_import", args=[batch.pk]), follow=True)


def import_rows(*rows, user=None, head=HEAD):
    now = timezone.now()
    batch = keep_table(file=table(*rows, head=head), user=user, now=now)
    apply_import(batch=batch, user=user, now=now)
    return batch


def outcomes(batch):
    return {row.number: row for row in batch.outcomes.exclude(kind="team")}


@pytest.fixture
def known(db):
    """Somebody who works in the night shift under the number 1001."""
    team = TeamFactory(name="客服中心")
    person = UserFactory(
        username="zhang", last_name="张", first_name="三", role=Role.AGENT
    )
    StaffProfileFactory(user=person, staff_number="1001", team=team, job="坐席")
    return person


def test_the_name_of_a_team_alone_means_the_only_team_that_has_it(client_as):
    night = TeamFactory(name="夜班", parent=TeamFactory(name="客服中心"))
    TeamFactory(name="早班", parent=night.parent)
    TeamFactory(name="早班", parent=night)

    page = upload(
        client_as(Role.PLUGIN_ADMIN),
        table("1,夜班", "2,早班", head="工号,团队"),
    )

    assert page.context["new_teams"] == ["早班"]
    plans = {row.staff_number: row for row in page.context["page"]}
    assert plans["1"].changes["team"][1] == "客服中心/夜班"


def test_a_table_is_shown_carried_out_and_undone(client_as, known):  # noqa: PLR0915 (one story)
    client = client_as(Role.PLUGIN_ADMIN)
    changed = "1001,,张三丰,,客服中心/热线,组长,,,2030-12-31,"
    same = "1001-b,,,,,,,,,"
    StaffProfileFactory(staff_number="1001-b")

    preview = upload(client, table(NEW, changed, same, "1088,,,not a mail,,,,,,"))

    counted = {str(kind): number for kind, _label, number in preview.context["tabs"]}
    assert counted == {"refused": 1, "added": 1, "changed": 1, "unchanged": 1}
    assert preview.context["new_teams"] == ["客服中心/热线", "客服中心/热线/夜班"]
    assert not User.objects.filter(username="lin").exists()
    assert Team.objects.count() == 2  # that of 1001 and that of 1001-b

    result = carry_out(client, preview)

    new = User.objects.get(username="lin")
    assert (new.last_name, new.first_name, new.email) == (
        "林",
        "晓雯",
        "lin@example.com",
    )
    assert not new.has_usable_password()
    assert not new.is_superuser
    assert {group.name[:2] for group in new.groups.all()} == {"坐席", "编辑"}
    assert new.staff_profile.team.parent.parent.name == "客服中心"
    assert new.wagtail_userprofile.preferred_language == "en"
    assert mail.outbox == []
    profile = StaffProfile.objects.get(user=known)
    assert (profile.job, str(profile.leaves_date)) == ("组长", "2030-12-31")
    assert profile.team.name == "热线"

    undone = undo(client, result.context["batch"])

    assert list(undone.context["left"]) == []
    assert not User.objects.filter(username="lin").exists()
    assert Team.objects.count() == 2
    known.refresh_from_db()
    assert known.get_full_name() == "张三"
    profile.refresh_from_db()
    assert (profile.job, profile.leaves_date) == ("坐席", None)
    assert profile.team.name == "客服中心"
    logged = ModelLogEntry.objects.filter(user=client.user)
    actions = {*logged.values_list("action", flat=True)}
    assert {
        "lms.import_people",
        "lms.undo_import_of_people",
        "wagtail.create",
    } <= actions
    assert "wagtail.delete" in actions


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",x,,,,,,,,", "number is missing"),
        ("2001,,,,,,女王,,,", "no role"),
        ("2001,,,,,,,2026-13-01,,", "no date"),
        ("2001,,,,,,,2026-05-01,2026-04-01,", "before joining"),
        ("2001,a b,,,,,,,,", "user name"),
        ("2001,zhang,,,,,,,,", "belongs to somebody else"),
        ("2001,,,,A/B/A,,,,,", "under itself"),
        ("2001,,,,A//B,,,,,", "empty name"),
        ("2001,,,,,,,,,Latin", "not offered"),
        ("2001,,,,,,,,,en,surplus", "more cells than columns"),
        ("2001,,,,,,插件管理员,,,", "not yours to give"),
        (f"2001,,{'长' * 200},,,,,,,", "family name|given name"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_rest_is_kept(known, row, said):
    translation.activate("en")
    batch = import_rows(row, NEW, user=UserFactory(role=Role.PLUGIN_ADMIN))

    refused, kept = outcomes(batch)[2], outcomes(batch)[3]
    assert (refused.kind, kept.kind) == ("refused", "added")
    assert any(word in refused.reason for word in said.split("|"))
    assert not StaffProfile.objects.filter(staff_number="2001").exists()


def test_who_is_in_the_file_twice_is_refused_twice(known):
    batch = import_rows(
        "1001,,李四,,,,,,,", "1001,,王五,,,,,,,", "7,x,,,,,,,,", "8,x,,,,,,,,"
    )

    assert [row.kind for row in outcomes(batch).values()] == ["refused"] * 4
    known.refresh_from_db()
    assert known.get_full_name() == "张三"


def test_nobody_reaches_above_oneself(known):
    """The office that only adds people makes no editors and touches no manager."""
    office = UserFactory()
    office.user_permissions.set(_permissions("add_user", "change_user"))
    manager = UserFactory(role=Role.MANAGER)
    StaffProfileFactory(user=manager, staff_number="9")
    chief = UserFactory(role="admin", email="chief@example.com")
    StaffProfileFactory(user=chief, staff_number="1")
    rows = ["9,,,mine@example.com,,,,,,", "1,,,mine@example.com,,,,,,"]

    batch = import_rows(NEW, *rows, "5,,,,新组,,,,,", user=office)

    assert {row.kind for row in outcomes(batch).values()} == {"refused"}
    chief.refresh_from_db()
    assert chief.email == "chief@example.com"
    admin = UserFactory(role=Role.PLUGIN_ADMIN)
    assert outcomes(import_rows(NEW, *rows, user=admin))[4].kind == "refused"
    top = "6,,,,,,插件管理员,,,"
    assert outcomes(import_rows(top, user=chief))[2].kind == "added"


def _permissions(*names):
    return Permission.objects.filter(codename__in=names)


def test_only_who_looks_after_people_opens_the_screen(client_as):
    """More in the table of permissions; here: the service behind it asks as well."""
    agent = UserFactory(role=Role.MANAGER)

    with pytest.raises(PermissionDenied):
        import_rows(NEW, user=agent)


def test_what_is_built_on_since_is_left_and_named(known):
    translation.activate("en")
    batch = import_rows(
        NEW, "1078,he,何平,,客服中心/热线,,,,,", "1001,,,,,组长,,2020-01-01,,"
    )
    lin, he = (User.objects.get(username=name) for name in ("lin", "he"))
    ReportFactory(reporter=lin)
    he.last_login = timezone.now()
    he.save()
    StaffProfile.objects.filter(user=known).update(job="经理")

    undo_import(batch=batch, user=None, now=timezone.now())

    rows = outcomes(batch)
    assert [rows[n].undoing for n in (2, 3, 4)] == ["left", "left", "restored"]
    assert "reports" in rows[2].left_because
    assert "job" in rows[4].left_because
    profile = StaffProfile.objects.get(user=known)
    assert (profile.job, profile.joined_date) == ("经理", None)
    assert Team.objects.filter(name="夜班").exists()
    assert {row.undoing for row in batch.outcomes.filter(kind="team")} == {"left"}


def test_an_undo_gives_nobody_more_than_the_one_who_undoes_may(known):
    batch = import_rows("1001,,,,,,插件管理员,,,", user=UserFactory(role="admin"))
    back = import_rows("1001,,,,,,坐席,,,", user=UserFactory(role="admin"))

    undo_import(
        batch=back, user=UserFactory(role=Role.PLUGIN_ADMIN), now=timezone.now()
    )

    assert outcomes(batch)[2].kind == outcomes(back)[2].kind == "changed"
    assert outcomes(back)[2].undoing == "left"
    assert {group.name[:2] for group in known.groups.all()} == {"坐席"}


def test_a_second_click_and_an_old_preview_do_nothing(client_as, known):
    client = client_as(Role.PLUGIN_ADMIN)
    preview = upload(client, table("1001,,,,,组长,,,,"))
    StaffProfile.objects.filter(user=known).update(job="经理")

    again = carry_out(client, preview)
    assert again.context["batch"].applied_at is None
    assert "经理" in again.content.decode()

    carry_out(client, again)
    carry_out(client, again)
    batch = PeopleImport.objects.get()
    undo(client, batch)
    undo(client, batch)

    assert ImportedRow.objects.count() == 1
    assert StaffProfile.objects.get(user=known).job == "经理"


def test_invitations_go_out_bit_by_bit_and_a_bad_address_holds_up_nobody(
    client_as, monkeypatch
):
    client, sent = client_as(Role.PLUGIN_ADMIN), []

    def send(person, *, is_first):
        assert is_first
        sent.append(person.email)
        if person.email.startswith("bad"):
            raise SMTPRecipientsRefused({})

    monkeypatch.setattr(importing, "send_password_link", send)
    rows = ["1,a,,bad@example.com,,,,,,", "2,b,,b@example.com,,,,,,", "3,c,,,,,,,,"]
    result = carry_out(client, upload(client, table(*rows)), invites="on")
    assert sent == []

    for _ in range(2):
        [*run_due_jobs(clock=timezone.now)]

    assert sent == ["bad@example.com", "b@example.com"]
    found = outcomes(result.context["batch"])
    assert [found[n].invitation for n in (2, 3, 4)] == ["failed", "sent", "no_address"]


def test_a_hostile_file_is_refused_beside_the_field(client_as):
    client = client_as(Role.PLUGIN_ADMIN)
    for file in (
        SimpleUploadedFile("people.xlsx", b"PK\x03\x04 no archive"),
        SimpleUploadedFile("people.csv", b"a\0b"),
        SimpleUploadedFile("people.csv", "姓名\n张三".encode()),
        SimpleUploadedFile("people.csv", HEAD.encode()),
        SimpleUploadedFile("people.pdf", b"%PDF-1.4"),
    ):
        page = upload(client, file)
        assert file.name in str(page.context["form"].errors["file"])
    assert not PeopleImport.objects.exists()


def test_a_preview_that_nobody_carries_out_is_forgotten(known):
    keep_table(file=table(NEW), user=None, now=timezone.now() - timedelta(days=2))
    import_rows("1001,,,,,组长,,,,")

    [*run_due_jobs(clock=timezone.now)]

    assert PeopleImport.objects.count() == 1


def test_the_command_tries_carries_out_and_undoes(tmp_path, known):
    path = tmp_path / "people.xlsx"
    head = ["Staff number", "Name", "Job", "Roles", "Nickname"]
    rows = [head, [2001, "Mary Ann Smith", "Agent", "agent", "x"]]
    path.write_bytes(xlsx(People=rows))

    call_command("import_people", path, "--dry-run", stdout=StringIO())
    assert not PeopleImport.objects.exists()

    call_command("import_people", path, stdout=(out := StringIO()))
    person = User.objects.get(staff_profile__staff_number="2001")
    assert (person.first_name, person.last_name) == ("Mary Ann", "Smith")
    assert person.username == "2001"
    assert "1 added" in out.getvalue()

    key = PeopleImport.objects.get().pk
    call_command("import_people", undo=key, stdout=StringIO())
    assert not User.objects.filter(pk=person.pk).exists()
    for arguments in ({"undo": key}, {"undo": 0}, {"path": tmp_path / "none.csv"}):
        with pytest.raises(CommandError):
            call_command(
                "import_people",
                *filter(None, [arguments.pop("path", None)]),
                **arguments,
            )

    path.write_bytes(xlsx(People=[head, [2002, "A", "", "queen", ""]]))
    with pytest.raises(CommandError, match="refused"):
        call_command("import_people", path, stdout=(out := StringIO()))
    assert "2: refused: 2002" in out.getvalue()


def test_a_preview_asks_as_often_for_thirty_rows_as_for_one(
    client_as, django_assert_max_num_queries
):
    client = client_as(Role.PLUGIN_ADMIN)
    known = [StaffProfileFactory(staff_number=f"s{n}", job="坐席") for n in range(30)]
    rows = [f"{profile.staff_number},,,,,组长,,,," for profile in known]
    pages = [upload(client, table(*some)) for some in (rows[:1], rows)]
    counts = []
    for page in pages:
        with django_assert_max_num_queries(40) as captured:
            client.get(reverse("lms_people_import", args=[page.context["batch"].pk]))
        counts.append(len(captured))

    assert counts[0] == counts[1]
