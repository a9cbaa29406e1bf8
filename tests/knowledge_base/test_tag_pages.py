"""The tag manager in the admin, and the page of all tags."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge_base.models import Tag, TagCategory
from knowledge_base.services.tags import write_tag
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/lms_tags/"


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def closed():
    collection = CollectionFactory()
    collection.view_restrictions.create(restriction_type="groups")
    return collection


def tag(name, *aliases):
    return write_tag(tag=Tag(name=name), aliases=aliases, user=None)


def listed(client, **query):
    rows = client.get(LIST, query).context["object_list"]
    return {row.name: row for row in rows}


def post(client, view, **data):
    return client.post(f"{LIST}{view}/", {"name": "", "other_names": "", **data})


def errors(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


# The list


def test_the_list_counts_what_the_person_may_read(editor, closed):
    FaqFactory(tags=["退款"], live=False)
    FaqFactory(tags=["退款"], collection=closed)
    ScriptFactory(tags=["退款"])
    ArticlePageFactory(tags=["退款"]).save_revision()

    row = listed(editor)["退款"]

    assert (row.article_count, row.faq_count, row.script_count) == (1, 1, 1)
    assert row.article_changed_at is not None


def test_the_list_has_no_aliases_and_finds_tags_by_them(editor):
    tag("退款", "退钱", "refund")
    tag("运费")

    assert set(listed(editor)) == {"退款", "运费"}
    assert set(listed(editor, q="退錢")) == {"退款"}
    assert set(listed(editor, q="REFU")) == {"退款"}
    assert listed(editor, q="没有") == {}


def test_the_list_narrows_by_category_and_use(editor):
    process = TagCategory.objects.create(label="流程")
    FaqFactory(tags=["退款"])
    Tag.objects.update(category=process)
    tag("没用")

    assert set(listed(editor, category=process.pk)) == {"退款"}
    assert set(listed(editor, category="null")) == {"没用"}
    assert set(listed(editor, use="unused")) == {"没用"}
    assert set(listed(editor, use="used")) == {"退款"}


@pytest.mark.once
def test_the_list_takes_as_many_queries_for_500_tags_as_for_one(editor):
    def queries():
        editor.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(LIST).status_code == 200
        return len(captured)

    FaqFactory(tags=["退款"])
    few = queries()
    names = [f"标签{number}" for number in range(499)]
    Tag.objects.bulk_create([Tag(name=n, key=n, slug=n) for n in names])
    FaqFactory(tags=names[:60])
    tag("多名", "甲名", "乙名")

    assert queries() <= few + 1  # the pages of the list


def test_an_empty_list_says_how_tags_come_into_being(editor):
    assert f"{LIST}new/" in editor.get(LIST).content.decode()


# Writing


def test_a_tag_is_made_with_category_and_aliases(editor):
    process = TagCategory.objects.create(label="流程")

    answer = post(
        editor,
        "new",
        name="退款",
        category=process.pk,
        other_names="退钱、 返款\nrefund",
    )

    assert answer.status_code == 302
    made = Tag.objects.canonical().get()
    assert (made.name, made.category) == ("退款", process)
    assert sorted(made.alias_names) == sorted(["退钱", "返款", "refund"])


@pytest.mark.cases
@pytest.mark.parametrize("name", ["退 款", "退錢"])
def test_a_double_is_refused_beside_the_field_and_names_the_tag(editor, name):
    tag("退款", "退钱")

    answer = post(editor, "new", name=name)

    assert answer.status_code == 200
    assert "退款" in errors(answer, "name")
    assert "退款" in errors(
        post(editor, "new", name="新", other_names=name), "other_names"
    )
    assert Tag.objects.canonical().count() == 1


def test_a_tag_is_renamed_and_its_old_name_is_shown_as_an_alias(editor):
    renamed = tag("退钱")

    post(editor, f"edit/{renamed.pk}", name="退款")

    form = editor.get(f"{LIST}edit/{renamed.pk}/").context["form"]
    assert form.initial["other_names"] == "退钱"
    assert "退款" in editor.get(f"{LIST}history/{renamed.pk}/").content.decode()


# Merging and deleting


def test_merging_says_what_will_happen_before_it_does(editor):
    item = FaqFactory(tags=["退钱"])
    gone, kept = Tag.objects.get(), tag("退款")
    address = f"{LIST}merge/{gone.pk}/"

    page = editor.get(address, {"into": kept.pk})
    assert [count for _label, count in page.context["counts"]] == [0, 1, 0, 0, 0]
    assert Tag.objects.canonical().count() == 2

    assert editor.post(address, {"into": kept.pk}).status_code == 302
    assert [str(found) for found in item.tags.all()] == ["退款"]
    assert editor.post(address, {"into": kept.pk}).status_code == 404


def test_merging_into_nothing_or_itself_is_refused(editor):
    only = tag("退款", "退钱")

    for into in ["", only.pk, only.aliases.get().pk, "x"]:
        answer = editor.post(f"{LIST}merge/{only.pk}/", {"into": into})
        assert errors(answer, "into")


def test_a_tag_that_nothing_has_is_deleted(editor):
    unused = tag("没用", "无用")

    assert editor.post(f"{LIST}delete/{unused.pk}/").status_code == 302
    assert not Tag.objects.exists()


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_a_tag_that_only_a_draft_has_stays(editor, factory):
    item = factory()
    item.tags.set(["草稿里"])
    item.save_revision()
    kept = Tag.objects.get()

    page = editor.post(f"{LIST}delete/{kept.pk}/")

    assert page.context["is_in_use"]
    assert f"{LIST}merge/{kept.pk}/" in page.content.decode()
    assert Tag.objects.filter(pk=kept.pk).exists()


def test_a_tag_of_what_is_closed_to_the_person_stays(editor, closed):
    FaqFactory(tags=["退款"], collection=closed)
    kept = Tag.objects.get()

    page = editor.post(f"{LIST}delete/{kept.pk}/")

    assert page.context["is_in_use"]
    assert Tag.objects.filter(pk=kept.pk).exists()


# The page of all tags


def shown(client):
    groups = client.get("/kb/tags/").context["groups"]
    return [
        (str(category or ""), [(found.name, found.total) for found in tags])
        for category, tags in groups
    ]


def test_all_tags_stand_by_category_with_what_the_reader_may_see(client_as, closed):
    FaqFactory(tags=["退款", "其他"])
    ScriptFactory(tags=["退款"])
    ScriptFactory(tags=["退款", "秘密"], collection=closed)
    ArticlePageFactory(tags=["草稿"], live=False)
    category = TagCategory.objects.create(label="流程", label_en="Processes")
    Tag.objects.filter(name="退款").update(category=category)

    assert shown(client_as(Role.AGENT)) == [
        ("流程", [("退款", 2)]),
        ("", [("其他", 1)]),
    ]


@pytest.mark.parametrize(("language", "first"), [("zh-hans", "退款"), ("en", "refund")])
def test_all_tags_begin_with_those_in_the_script_of_the_reader(
    client_as, language, first
):
    FaqFactory(tags=["refund", "退款"])

    page = client_as(Role.AGENT).get("/kb/tags/", headers={"accept-language": language})

    assert page.context["groups"][0][1][0].name == first


def test_all_tags_without_a_tag_say_so(client_as):
    assert shown(client_as(Role.AGENT)) == []


@pytest.mark.once
def test_all_tags_take_as_many_queries_for_500_as_for_one(client_as):
    client = client_as(Role.AGENT)

    def queries():
        client.get("/kb/tags/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/kb/tags/").status_code == 200
        return len(captured)

    FaqFactory(tags=["退款"])
    few = queries()
    names = [f"标签{number}" for number in range(499)]
    Tag.objects.bulk_create([Tag(name=n, key=n, slug=n) for n in names])
    FaqFactory(tags=names)

    assert queries() == few
