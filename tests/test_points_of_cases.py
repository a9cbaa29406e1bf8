"""What the case studies bring about in the share points, which know nothing of them."""

import pytest
from django.apps import apps
from django.utils import timezone

from lms.enums import Role
from lms.events import dispatch
from lms.plugins.switching import enable
from plugins.case_studies.enums import CaseState
from plugins.case_studies.services.publishing import publish_case
from plugins.case_studies.tests.factories import make_case
from plugins.rewards.models import LedgerEvent
from tests.factories.people import UserFactory


@pytest.mark.django_db
@pytest.mark.once
def test_a_published_case_is_paid_once_as_what_its_author_wrote():
    for label in ("lms_rewards", "lms_case_studies"):
        enable(label)
    apps.get_app_config("lms_rewards").on_enable()
    author, reviewer = UserFactory(), UserFactory(role=Role.REVIEWER)
    case = make_case(state=CaseState.IN_REVIEW, shared_by=author)

    publish_case(case=case, user=reviewer, now=timezone.now())
    for _time in range(2):
        dispatch(now=timezone.now())

    awards = LedgerEvent.objects.given().values_list("rule_version__rule__code", "points")  # fmt: skip
    assert [*awards] == [("authored", 20)]
