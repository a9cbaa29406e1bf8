"""Something closed, and people who may and may not read it."""

import pytest
from django.contrib.auth.models import Group
from django.core.signals import request_finished
from django.db import close_old_connections
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

SECRET = "封存条款"


@pytest.fixture
def insiders(db):
    return Group.objects.create(name="insiders")


@pytest.fixture
def closed(insiders):
    collection = CollectionFactory()
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(insiders)
    return collection


@pytest.fixture
def closed_shelf(insiders):
    page = CategoryPageFactory(title=f"{SECRET}分类")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="groups"
    )
    restriction.groups.add(insiders)
    return page


@pytest.fixture
def secret_script(closed):
    return ScriptFactory(title=f"{SECRET}答复", collection=closed)


@pytest.fixture
def secret_faq(closed):
    return FaqFactory(question=f"{SECRET}是什么？", collection=closed)


@pytest.fixture
def secret_article(closed_shelf):
    return ArticlePageFactory(title=f"{SECRET}说明", parent=closed_shelf)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def reviewer(client_as):
    return client_as(Role.REVIEWER)


@pytest.fixture
def insider(insiders, client_as):
    person = UserFactory(role=Role.EDITOR)
    person.groups.add(insiders)
    return client_as(user=person)


def shows_secret(answer):
    text = answer.content.decode()
    return SECRET in text or SECRET in text.encode().decode("unicode_escape", "replace")


def close(answer):
    """Let go of files, but keep the connection: the test's transaction lives on it."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
