"""What the agents of the demo have starred, used and found helpful."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from knowledge_base.enums import Complaint, UseKind
from knowledge_base.models import (
    ArticlePage,
    Faq,
    Favorite,
    KnowledgeItem,
    Script,
    Use,
    Vote,
)
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.services.demo_people import DemoPeople
from lms.access import reading_key
from lms.enums import Role, SearchEnd
from lms.models import SearchLog

_MINUTES = 28 * 24 * 60
_FAVORITES = 7
_VOTES = 8
_HELPFUL = 0.85
"""The share of votes that praise."""


@transaction.atomic
def add_demo_uses(*, people: DemoPeople, now: datetime) -> int:
    """Give each agent of the demo favorites, uses and votes; return to how many people.

    Used is what somebody has searched for and copied. The same name always gets the
    same, counted back from `now`. Whoever has starred, used or judged anything already
    is left alone.
    """
    agents = {
        row["username"]: row["language"][:2]
        for row in people.people
        if Role.AGENT in row["roles"].split("|")
    }
    found = get_user_model()._default_manager.filter(username__in=agents)
    new = [agent for agent in found.order_by("username") if _is_new(agent)]
    offers: dict[Hashable, list[_Offer]] = {}
    for agent in new:
        language = agents[agent.get_username()]
        key = (language, reading_key(agent))
        if key not in offers:
            offers[key] = _offers(agent, language)
        _Habits(agent, offers[key], now).save()
    return len(new)


def _is_new(agent: Any) -> bool:
    votes = Vote.objects.filter(user=agent)
    rows = (Favorite.objects.of(agent), Use.objects.of(agent), votes)
    return not any(found.exists() for found in rows)


@dataclass(frozen=True)
class _Offer:
    """An item with its content, and the channels that it has words for."""

    item: KnowledgeItem
    content: Any
    channels: Sequence[str]


def _offers(agent: Any, language: str) -> list[_Offer]:
    """Return what the agent may read, the same for all who may read the same."""
    visible = {"locale__language_code__startswith": language}
    scripts = Script.objects.visible_for(agent).filter(**visible).order_by("pk")
    entries = Faq.objects.visible_for(agent).filter(**visible).order_by("pk")
    articles = ArticlePage.objects.visible_for(agent).filter(**visible).order_by("pk")
    offers = [
        _Offer(
            script.item,
            script,
            [variant.channel for variant in script.variants.all()],
        )
        for script in scripts.prefetch_related("items", "variants")
    ]
    for rest in (entries, articles):
        offers += [_Offer(e.item, e, [""]) for e in rest.prefetch_related("items")]
    return offers


@dataclass(frozen=True)
class _Habits:
    """What one agent does."""

    agent: Any
    offers: Sequence[_Offer]
    now: datetime

    def save(self) -> None:
        dice = Random(self.agent.get_username())  # noqa: S311 (to repeat)
        starred = dice.sample(self.offers, min(_FAVORITES, len(self.offers)))
        Favorite.objects.bulk_create(
            Favorite(
                user=self.agent,
                item=offer.item,
                created_at=self.now - timedelta(days=days, hours=1),
            )
            for days, offer in enumerate(starred)
        )
        Use.objects.bulk_create(self._uses(dice))
        voted = dice.sample(self.offers, min(_VOTES, len(self.offers)))
        votes = Vote.objects.bulk_create(self._vote(offer, dice) for offer in voted)
        for vote in votes:  # to be stored, each says that it is of now
            vote.updated_at = self.now - timedelta(minutes=dice.randrange(1, _MINUTES))
        Vote.objects.bulk_update(votes, ["updated_at"])

    def _vote(self, offer: _Offer, dice: Random) -> Vote:
        is_helpful = dice.random() < _HELPFUL
        return Vote(
            user=self.agent,
            item=offer.item,
            is_helpful=is_helpful,
            complaint="" if is_helpful else dice.choice(Complaint.values),
            text_hash=live_text_hash(offer.content),
        )

    def _uses(self, dice: Random) -> list[Use]:
        offers = {offer.content.get_absolute_url(): offer for offer in self.offers}
        copied = SearchLog.objects.filter(user=self.agent, end=SearchEnd.COPIED)
        return [
            Use(
                user=self.agent,
                item=offers[search.address].item,
                how=UseKind.COPIED,
                channel=dice.choice([*offers[search.address].channels] or [""]),
                used_at=search.searched_at,
            )
            for search in copied.filter(address__in=offers).order_by("pk")
        ]
