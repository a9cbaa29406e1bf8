"""Pairs of a stiff wording and an empathic one: kept, taken in, read and found."""

import pytest
from reversion.models import Version

from knowledge_base.importers.drafts import State
from knowledge_base.importers.run import Import
from knowledge_base.management.commands.load_demo import DEMO
from knowledge_base.models import RewritingPair
from lms.enums import Role
from lms.search.engine import search
from tests.factories.rewritings import RewritingPairFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/lms_knowledge_base/rewritingpair"
HEADER = "生硬,共情,说明,场景\n"


def fields(**changed):
    return {
        "stiff": "请稍等。",
        "empathic": "我现在就去查，大约一分钟。",
        "note": "",
        "scene": "等待",
        "language": "",
        "is_active": "on",
        **changed,
    }


def test_what_an_editor_changes_is_kept_and_can_be_brought_back(client_as):
    client = client_as(Role.EDITOR)
    client.post(f"{BASE}/add/", fields())
    pair = RewritingPair.objects.get()
    edit = f"{BASE}/edit/{pair.pk}/"
    client.post(edit, fields(empathic="等等。"))
    newest, _oldest = client.get(f"{BASE}/history/{pair.pk}/").context["entries"]
    assert [change.after for change in newest.changes] == ["等等。"]
    assert newest.version.revision.user == client.user

    first = Version.objects.get_for_object(pair).last()
    form = client.get(f"{edit}?version={first.pk}").context["form"]

    assert form["empathic"].value() == "我现在就去查，大约一分钟。"


def test_pairs_deleted_together_leave_their_last_version(client_as):
    pair = RewritingPairFactory()

    client_as(Role.EDITOR).post(
        f"/admin/bulk/lms_knowledge_base/rewritingpair/delete/?id={pair.pk}"
    )

    assert not RewritingPair.objects.exists()
    assert Version.objects.get_deleted(RewritingPair).count() == 1


def test_a_contributor_reads_the_list_and_changes_nothing(client_as):
    client = client_as(Role.CONTRIBUTOR)
    pair = RewritingPairFactory()

    assert client.get(f"{BASE}/").status_code == 200
    client.post(f"{BASE}/add/", fields())
    client.post(f"{BASE}/delete/{pair.pk}/")

    assert [*RewritingPair.objects.all()] == [pair]


def run(folder, text):
    (folder / "pairs.csv").write_text(text, "utf-8")
    return Import(path=folder, language="zh-hans").run()


def test_a_table_of_pairs_is_taken_in_and_updated(tmp_path):
    run(tmp_path, HEADER + "请稍等。,我去查一下。,说清做什么,等待\n")
    pair = RewritingPair.objects.get()
    assert (pair.note, pair.scene, pair.language) == ("说清做什么", "等待", "zh-hans")

    same = run(tmp_path, HEADER + "请稍等。,我去查一下。,说清做什么,等待\n")
    other = run(tmp_path, HEADER + "请稍等。,我马上去查。,说清做什么,等待\n")

    assert [outcome.state for outcome in same.outcomes] == [State.UNCHANGED]
    assert [outcome.state for outcome in other.outcomes] == [State.UPDATED]
    assert RewritingPair.objects.get().empathic == "我马上去查。"
    assert Version.objects.get_for_object(pair).count() == 2


def test_a_pair_of_which_one_half_is_missing_is_named(tmp_path):
    report = run(tmp_path, HEADER + "请稍等。,,,\n,我去查一下。,,\n好,好的。,,\n")

    assert len(report.failures) == 2
    assert RewritingPair.objects.count() == 1


def test_the_demo_brings_pairs_in_both_languages():
    for language in ("zh", "en"):
        file = DEMO / language / "rewritings.csv"
        assert Import(path=file, root=DEMO).run().failures == []

    assert RewritingPair.objects.filter(language="zh-hans").count() >= 40
    assert RewritingPair.objects.filter(language="en").count() >= 12


def page(client, **query):
    answer = client.get("/kb/rewritings/", query)
    return answer, [pair.stiff for pair in answer.context["pairs"]]


def test_readers_see_the_pairs_of_their_language_first(client_as):
    RewritingPairFactory(stiff="Hold on.", language="en")
    pair = RewritingPairFactory(stiff="请稍等。", note="说清做什么", scene="等待")
    RewritingPairFactory(stiff="旧的", is_active=False)

    answer, shown = page(client_as(Role.AGENT))

    assert shown == ["请稍等。", "Hold on."]
    text = answer.content.decode()
    assert "说清做什么" in text
    assert f'data-copy="pair-words-{pair.pk}"' in text
    assert 'aria-current="page"' in text


@pytest.mark.cases
@pytest.mark.parametrize("query", ["規定", "规定", "\uff4f\uff4b", "規\u200b定"])
def test_readers_find_a_pair_however_it_is_typed(client_as, query):
    RewritingPairFactory(stiff="这是规定ok。")
    RewritingPairFactory(stiff="不行。")

    assert page(client_as(Role.AGENT), q=query)[1] == ["这是规定ok。"]


def test_the_page_says_when_it_is_empty_and_repeats_no_markup(client_as):
    RewritingPairFactory(stiff=HOSTILE, empathic=HOSTILE)

    answer, shown = page(client_as(Role.AGENT))

    assert shown == [HOSTILE]
    assert forbidden_in(answer) == []
    assert page(client_as(Role.AGENT), q="没有的")[1] == []


def test_the_two_pages_lead_to_each_other(client_as):
    client = client_as(Role.AGENT)

    assert "/kb/rewritings/" in client.get("/kb/phrases/").content.decode()
    assert "/kb/phrases/" in client.get("/kb/rewritings/").content.decode()


@pytest.mark.once
def test_as_many_queries_for_thirty_pairs_as_for_one(
    client_as, django_assert_max_num_queries
):
    client = client_as(Role.AGENT)
    RewritingPairFactory()
    page(client)
    with django_assert_max_num_queries(4) as one:
        page(client)
    RewritingPairFactory.create_batch(29)

    with django_assert_max_num_queries(len(one)):
        page(client)


@pytest.mark.cases
@pytest.mark.parametrize("query", ["稍等", "大约一分钟", "kind:rewriting 等待"])
def test_search_finds_a_pair_by_either_wording(
    client_as, django_capture_on_commit_callbacks, query
):
    with django_capture_on_commit_callbacks(execute=True):
        pair = RewritingPairFactory(stiff="请稍等。", scene="等待")
        RewritingPairFactory(stiff="请稍等一下。", scene="等待", is_active=False)

    hits = search(query, user=client_as(Role.AGENT).user).hits

    assert [(hit.kind, hit.url) for hit in hits] == [
        ("rewriting", f"/kb/rewritings/#pair-{pair.pk}")
    ]
