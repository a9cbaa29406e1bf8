"""What people point at by its address."""

import pytest

from lms.search.links import links_of, target_at
from lms.targets import Target
from tests.factories.knowledge_base import FaqFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_leads_to_what_may_be_read_and_back():
    user, faq, draft = UserFactory(), FaqFactory(), FaqFactory(live=False)
    target = Target.of(faq)
    page = faq.get_absolute_url()

    assert target_at(f" https://any.host{page}?from=mail#top ", user) == target
    assert Target.named(str(target)) == target
    assert target_at(page, user, besides={"faq"}) is None
    assert target_at(draft.get_absolute_url(), user) is None
    (link,) = links_of([Target.of(draft), target, Target.named("gone")], user).values()
    assert (link.kind, link.url) == ("faq", page)


@pytest.mark.parametrize("address", ["", "[", "/", "/no/such/", "http://[x/", "\0", f"/kb/faq/{'9' * 5000}/"])  # fmt: skip
def test_any_other_address_leads_nowhere(address):
    assert target_at(address, UserFactory()) is None
