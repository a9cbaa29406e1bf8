"""What the agents of the demo have starred and used."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation

from knowledge_base.enums import Channel, UseKind
from knowledge_base.models import Faq, Favorite, KnowledgeItem, Script, Use
from knowledge_base.services.demo_people import DemoPeople
from lms.enums import Role

_DAYS = 28
_FAVORITES = 6
_USES = 60


@transaction.atomic
def add_demo_uses(*, people: DemoPeople, now: datetime) -> int:
    """Give each agent of the demo favorites and uses; return to how many people.

    The same name always gets the same, counted back from `now`. Whoever has starred or
    used anything already is left alone.
    """
    agents = [agent for agent in _agents(people) if _is_new(agent)]
    for agent in agents:
        items = _items_for(agent)
        dice = Random(agent.username)  # noqa: S311 (to repeat, not to hide)
        if items:
            Favorite.objects.bulk_create(_favorites(agent, items, dice, now))
            Use.objects.bulk_create(_uses(agent, items, dice, now))
    return len(agents)


def _agents(people: DemoPeople) -> Sequence[Any]:
    named = [
        row["username"] for row in people.people if Role.AGENT in _roles(row["roles"])
    ]
    found = get_user_model()._default_manager.filter(username__in=named)
    return found.order_by("username").select_related("wagtail_userprofile")


def _roles(text: str) -> Sequence[str]:
    return text.split("|")


def _is_new(agent: Any) -> bool:
    rows = (Favorite.objects.of(agent), Use.objects.of(agent))
    return not any(found.exists() for found in rows)
