"""The list of phrases: tended in the admin with a history, read on the site."""

import pytest
import reversion
from django.core.exceptions import ValidationError
from reversion.models import Version

from knowledge_base.enums import Severity
from knowledge_base.importers.drafts import State
from knowledge_base.importers.run import Import
from knowledge_base.management.commands.load_demo import DEMO
from knowledge_base.models import LibraryDocument, PhraseRule, Script, Tag
from lms.enums import Role
from lms.row_history import check_versioned_models
from tests.factories.phrases import PhraseRuleFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/lms_knowledge_base/phraserule"


def fields(**changed):
    return {
        "pattern": "没办法",
        "kind": "forbidden",
        "severity": "warn",
        "better": "我们可以这样。",
        "exceptions": "",
        "reason": "",
        "channel": "",
        "language": "",
        "is_active": "on",
        **changed,
    }


def test_what_an_editor_changes_is_kept_with_who_and_what(client_as):
    client = client_as(Role.EDITOR)
    client.post(f"{BASE}/add/", fields())
    rule = PhraseRule.objects.get()
    client.post(f"{BASE}/edit/{rule.pk}/", fields(severity="block"))

    answer = client.get(f"{BASE}/history/{rule.pk}/")

    newest, oldest = answer.context["entries"]
    assert newest.version.revision.user == client.user
    assert [change.after for change in newest.changes] == [Severity.BLOCK.label]
    assert "没办法" in {change.after for change in oldest.changes}


def test_a_phrase_without_a_version_has_an_empty_history(client_as):
    rule = PhraseRuleFactory()

    answer = client_as(Role.CONTRIBUTOR).get(f"{BASE}/history/{rule.pk}/")

    assert answer.context["entries"] == []


def test_an_old_version_is_brought_back_as_a_new_one(client_as):
    client = client_as(Role.REVIEWER)
    client.post(f"{BASE}/add/", fields())
    rule = PhraseRule.objects.get()
    edit = f"{BASE}/edit/{rule.pk}/"
    client.post(edit, fields(better="再等等。"))
    first = Version.objects.get_for_object(rule).last()
    address = f"{edit}?version={first.pk}"

    form = client.get(address).context["form"]
    assert form["better"].value() == "我们可以这样。"
    rule.refresh_from_db()
    assert rule.better == "再等等。"
    client.post(address, fields())

    rule.refresh_from_db()
    assert rule.better == "我们可以这样。"
    assert Version.objects.get_for_object(rule).count() == 3


def test_the_form_with_an_old_version_goes_where_it_came_from(client_as):
    client = client_as(Role.EDITOR)
    client.post(f"{BASE}/add/", fields())
    rule = PhraseRule.objects.get()
    version = Version.objects.get_for_object(rule).get()

    answer = client.get(f"{BASE}/edit/{rule.pk}/?version={version.pk}")

    assert answer.context["action_url"].endswith(f"?version={version.pk}")


@pytest.mark.parametrize("key", ["0", "x", "999999"])
def test_a_version_that_is_not_there_is_not_found(client_as, key):
    rule = PhraseRuleFactory()

    answer = client_as(Role.EDITOR).get(f"{BASE}/edit/{rule.pk}/?version={key}")

    assert answer.status_code == 404


@pytest.mark.parametrize("together", [False, True])
def test_who_deleted_a_phrase_is_kept(client_as, together):
    client = client_as(Role.EDITOR)
    rule = PhraseRuleFactory()
    address = (
        f"/admin/bulk/lms_knowledge_base/phraserule/delete/?id={rule.pk}"
        if together
        else f"{BASE}/delete/{rule.pk}/"
    )

    client.post(address)

    assert not PhraseRule.objects.exists()
    version = Version.objects.get_deleted(PhraseRule).get()
    assert version.field_dict["pattern"] == rule.pattern
    assert version.revision.user == client.user


def test_a_contributor_reads_the_list_and_changes_nothing(client_as):
    client = client_as(Role.CONTRIBUTOR)
    rule = PhraseRuleFactory()

    assert client.get(f"{BASE}/").status_code == 200
    client.post(f"{BASE}/add/", fields())
    client.post(f"{BASE}/delete/{rule.pk}/")

    assert [*PhraseRule.objects.all()] == [rule]


def test_the_list_is_filtered_and_searched(client_as):
    PhraseRuleFactory(pattern="这不归我管", blocking=True)
    PhraseRuleFactory(pattern="不可能")

    answer = client_as(Role.EDITOR).get(f"{BASE}/?severity=block&q=归我")

    assert [rule.pattern for rule in answer.context["object_list"]] == ["这不归我管"]


def test_an_editor_says_that_a_phrase_is_wrong_at_the_beginning_only(client_as):
    client = client_as(Role.EDITOR)

    client.post(f"{BASE}/add/", fields(pattern="喂", is_opener="on"))

    rule = PhraseRule.objects.get()
    assert rule.is_opener
    listed = client.get(f"{BASE}/?is_opener=true").context["object_list"]
    assert [*listed] == [rule]
    assert "只在开头" in client.get("/kb/phrases/").content.decode()


def test_a_form_refuses_a_pattern_of_many_stars(client_as):
    answer = client_as(Role.EDITOR).post(
        f"{BASE}/add/", fields(pattern="a" + "*a" * 30)
    )

    assert "pattern" in answer.context["form"].errors


def test_an_exception_follows_the_same_rules():
    with pytest.raises(ValidationError) as refused:
        PhraseRuleFactory.build(exceptions="好*").full_clean()

    assert [*refused.value.message_dict] == ["exceptions"]


@pytest.mark.parametrize("model", [Script, Tag, LibraryDocument])
def test_i11_reversion_is_refused_where_it_does_harm(model):
    assert check_versioned_models() == []

    reversion.register(model)
    try:
        found = check_versioned_models()
    finally:
        reversion.unregister(model)

    assert [error.id for error in found] == ["lms_knowledge_base.E001"]


def page(client, **query):
    answer = client.get("/kb/phrases/", query)
    shown = [
        rule.pattern for *_kind, rules in answer.context["groups"] for rule in rules
    ]
    return answer, shown


def test_readers_see_what_to_say_and_what_not(client_as):
    PhraseRuleFactory(pattern="没办法", better="我们可以这样。", reason="关上了门。")
    PhraseRuleFactory(pattern="让您久等了", kind="polite")
    PhraseRuleFactory(pattern="旧的", is_active=False)

    answer, shown = page(client_as(Role.CONTRIBUTOR))

    assert shown == ["让您久等了", "没办法"]
    text = answer.content.decode()
    assert "我们可以这样。" in text
    assert "关上了门。" in text


@pytest.mark.cases
@pytest.mark.parametrize("query", ["規定", "规定", "\uff4f\uff4b", "OK", "規\u200b定"])
def test_readers_find_a_phrase_however_it_is_typed(client_as, query):
    PhraseRuleFactory(pattern="规定ok")
    PhraseRuleFactory(pattern="不可能")

    assert page(client_as(Role.CONTRIBUTOR), q=query)[1] == ["规定ok"]


def test_readers_choose_a_kind(client_as):
    PhraseRuleFactory(pattern="没办法")
    PhraseRuleFactory(pattern="让您久等了", kind="polite")
    client = client_as(Role.CONTRIBUTOR)

    assert page(client, kind="polite")[1] == ["让您久等了"]
    assert len(page(client, kind="nonsense")[1]) == 2


def test_a_reader_has_a_sentence_checked_that_is_kept_nowhere(client_as, caplog):
    PhraseRuleFactory(pattern="没办法", better="我们可以这样。", channel="phone")
    client = client_as(Role.AGENT)
    sent = {"text": "对不起，<b>没办法", "channel": "phone"}

    answer = client.post("/kb/phrases/", sent)

    assert [one["phrase"] for one in answer.context["findings"]] == ["没办法"]
    text = answer.content.decode()
    assert "我们可以这样。" in text
    assert "对不起，&lt;b&gt;没办法</textarea>" in text
    assert "对不起" not in caplog.text
    answer = client.post("/kb/phrases/", {**sent, "channel": "chat"})
    assert answer.context["findings"] == []
    assert "在清单里的用语" in answer.content.decode()


@pytest.mark.cases
@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"text": ""}, None),
        ({"text": "没办法", "channel": "smoke"}, "渠道"),
        ({"text": "长" * 40_000}, "太长"),
    ],
)
def test_a_sentence_that_cannot_be_checked_is_refused_in_words(
    client_as, sent, problem
):
    context = client_as(Role.AGENT).post("/kb/phrases/", sent).context

    assert (problem or "") in context.get("problem", "")
    assert bool(context.get("problem")) == bool(problem)


def test_the_page_is_linked_and_says_when_it_is_empty(client_as):
    client = client_as(Role.CONTRIBUTOR)

    answer, shown = page(client, q=HOSTILE)

    assert shown == []
    assert forbidden_in(answer) == []
    assert "/kb/phrases/" in client.get("/search/").content.decode()


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/kb/phrases/").status_code == 302


def run(folder, text):
    (folder / "phrases.csv").write_text(text, "utf-8")
    return Import(path=folder, language="zh-hans").run()


def test_a_table_of_phrases_is_taken_in_and_updated(tmp_path):
    header = "用语,类型,严重程度,建议说法,渠道,例外,原因\n"
    run(tmp_path, header + "没办法,忌语,阻止,这样可以吗,电话,有没有办法,关门\n")
    rule = PhraseRule.objects.get()
    assert (rule.kind, rule.severity, rule.channel) == ("forbidden", "block", "phone")
    assert (rule.language, rule.exceptions) == ("zh-hans", "有没有办法")

    report = run(
        tmp_path, header + "没办法,忌语,警告,这样可以吗,电话,有没有办法,关门\n"
    )

    assert [outcome.state for outcome in report.outcomes] == [State.UPDATED]
    assert Version.objects.get_for_object(PhraseRule.objects.get()).count() == 2


def test_a_table_says_which_phrases_are_openers(tmp_path):
    run(tmp_path, "用语,类型,开头\n喂,忌语,是\n没办法,忌语,否\n不可能,忌语,\n")

    assert [rule.pattern for rule in PhraseRule.objects.filter(is_opener=True)] == [
        "喂"
    ]


def test_a_row_that_cannot_be_meant_is_named(tmp_path):
    report = run(tmp_path, "pattern,kind\n*,forbidden\n没办法,forbidden\n好,weird\n")

    assert len(report.failures) == 2
    assert PhraseRule.objects.count() == 1


def test_the_demo_brings_phrases_in_both_languages():
    report = Import(path=DEMO / "zh" / "phrases.csv", root=DEMO).run()
    english = Import(path=DEMO / "en" / "phrases.csv", root=DEMO).run()

    assert report.failures + english.failures == []
    polite = PhraseRule.objects.filter(kind="polite")
    assert polite.filter(language="zh-hans").count() == 59
    assert polite.filter(language="en").count() == 12
    assert PhraseRule.objects.watching("zh-hans").count() == 70
    assert PhraseRule.objects.watching("en").count() == 22
