"""What people read in the history is what they read on the pages: random sites."""

import random

import pytest
from django.contrib.auth.models import Group
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from lms.enums import Role
from tests.factories.files import make_document
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.versions import publish, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Site:
    """Items with a secret each, in open and closed places, that point at each other."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 (to repeat, not to hide)
        self.insiders = Group.objects.create(name="insiders")
        self.readers = {}  # secret word: whether everybody may read it
        self.items = []
        for number in range(2):
            self._add(number)

    def _add(self, number):
        is_open = self.dice.random() < 0.5
        collection, shelf = CollectionFactory(), CategoryPageFactory()
        if not is_open:
            for model, target in (
                (CollectionViewRestriction, {"collection": collection}),
                (PageViewRestriction, {"page": shelf}),
            ):
                row = model.objects.create(restriction_type="groups", **target)
                row.groups.add(self.insiders)
        script = ScriptFactory(title=self._word("话术", number, is_open))
        script.collection = collection
        script.save()
        file = make_document(collection, self._word("文件", number, is_open))
        pointing = f'<p><a linktype="document" id="{file.pk}">文件</a></p>'
        faq = FaqFactory(collection=collection, answer=pointing, scripts=[script])
        blocks = [("text", pointing), ("script", script.pk), ("document", file.pk)]
        others = [item.pk for item in self.items if item._meta.model_name == "script"]
        blocks += [("script", key) for key in others]
        body = [{"type": kind, "value": value} for kind, value in blocks]
        article = ArticlePageFactory(parent=shelf, body=body)
        for item in (script, faq, article):
            word = self._word(f"旧{item._meta.model_name}", number, is_open)
            item.versions = [publish(item, word), publish(item, "新的说法")]
            draft = write(item, self._word(f"稿{item._meta.model_name}", number, False))
            item.versions.append(draft)
            self.items.append(item)

    def _word(self, name, number, is_open):
        word = f"秘{name}{number}号"
        self.readers[word] = is_open
        return word


def answers(client, item):
    base = f"/kb/items/{item.item.uuid}"
    old, _live, draft = (version.pk for version in item.versions)
    for address in (
        *("history/", f"history/{old}/", f"history/{draft}/"),
        *(f"compare/?old={old}&new={new}" for new in ("now", draft)),
    ):
        yield client.get(f"{base}/{address}")


@pytest.mark.cases
@pytest.mark.parametrize("seed", range(2))
def test_nothing_closed_and_no_draft_is_in_any_history(seed, client_as):
    site = Site(seed)
    client = client_as(Role.AGENT)

    seen = {
        word
        for item in site.items
        for answer in answers(client, item)
        if answer.status_code == 200
        for word in site.readers
        if word in answer.content.decode()
    }

    assert seen <= {word for word, is_open in site.readers.items() if is_open}
    assert seen or not any(site.readers.values())
