"""Who has shared what others found of use: counted for those who reward it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef

from knowledge_base.models import Contribution, Use, Vote


@dataclass(frozen=True)
class Evidence:
    """What speaks for somebody in a time; one's own votes and uses never count."""

    person: Any
    contributions: int
    votes: int
    uses: int


def evidence_of_sharing(since: datetime, until: datetime) -> list[Evidence]:
    """Return it for each who has contributed in that time, whom most speaks for first.

    Votes and uses are those of others, in that time, on items to which the person has
    contributed at any time. What was taken back does not count. A fixed number of
    queries.
    """
    counted = Contribution.objects.given().filter(countered_by=None)
    recent = counted.filter(occurred_at__gte=since, occurred_at__lt=until)
    given = Counter(dict(_per_person(recent.exclude(actor=None), "actor")))
    votes = Vote.objects.filter(is_helpful=True, updated_at__range=(since, until))
    helpful = Counter(dict(_by_others(counted, votes)))
    used = Use.objects.filter(used_at__gte=since, used_at__lt=until)
    uses = Counter(dict(_by_others(counted, used)))
    people = get_user_model()._default_manager.select_related("staff_profile")
    found = [
        Evidence(person, given[key], helpful[key], uses[key])
        for key, person in people.in_bulk([*given]).items()
    ]
    return sorted(
        found, key=lambda e: (-e.votes, -e.uses, -e.contributions, e.person.pk)
    )


def _per_person(rows: Any, name: str) -> Any:
    return rows.order_by().values_list(name).annotate(number=Count("pk"))


def _by_others(contributions: Any, rows: Any) -> Any:
    """Count rows on items of each contributor that come from somebody else."""
    people = contributions.exclude(actor=None).exclude(item=None)
    mine = people.filter(item=OuterRef("item"))
    of_items = rows.filter(Exists(mine)).exclude(user=None)
    return (
        of_items.filter(item__contributions__in=people.values("pk"))
        .exclude(user=F("item__contributions__actor"))
        .order_by()
        .values_list("item__contributions__actor")
        .annotate(number=Count("pk", distinct=True))
    )
