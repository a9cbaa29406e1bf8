"""What plugins show on the page of an item: gone with them, and never in its way."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from lms.enums import Role
from lms.extensions import ItemPanel, item_panels
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)

pytestmark = pytest.mark.django_db


class Named(ItemPanel):
    """Names the item it is asked about."""

    template = "components/failed.html"
    error = None
    wanted = None

    def context(self, request, item):
        if self.error:
            raise self.error
        return {"key": f"seen {item.pk} {type(item).__name__}"}

    def concerns(self, model):
        return self.wanted and F(self.wanted)


@pytest.fixture
def panel():
    item_panels.register("lms.named", found := Named())
    yield found
    item_panels.unregister("lms.named")


def test_a_panel_is_asked_about_each_kind_of_item_and_costs_nothing_by_itself(
    client_as, panel
):
    client = client_as(Role.AGENT)
    for row in (ArticlePageFactory(), FaqFactory(), ScriptFactory()):
        address = row.get_absolute_url()
        assert (
            f"seen {row.pk} {type(row).__name__}"
            in client.get(address).content.decode()
        )
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        item_panels.unregister("lms.named")
        with CaptureQueriesContext(connection) as without:
            assert "seen" not in client.get(address).content.decode()
        item_panels.register("lms.named", panel)
        assert len(asked) == len(without)


def test_a_panel_that_raises_takes_the_page_with_it_for_nobody(client_as, panel):
    panel.error = ZeroDivisionError()
    script = ScriptFactory(title="照样读得到")

    for who in (Role.AGENT, "admin"):
        answer = client_as(who).get(script.get_absolute_url())
        assert answer.status_code == 200
        assert "照样读得到" in answer.content.decode()
        assert ("lms.named" in answer.content.decode()) == (who == "admin")


@pytest.mark.parametrize("wanted", ["live", "has_unpublished_changes", "no_such_field"])
def test_a_panel_is_asked_only_of_what_it_concerns(client_as, panel, wanted):
    panel.wanted = wanted
    reader = client_as(Role.AGENT)

    for row in (ArticlePageFactory(), FaqFactory(), ScriptFactory()):
        answer = reader.get(row.get_absolute_url())
        assert answer.status_code == 200
        # One whose condition makes no sense is asked always.
        assert ("seen" in answer.content.decode()) == (
            wanted != "has_unpublished_changes"
        )
