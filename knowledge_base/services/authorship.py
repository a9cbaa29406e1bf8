"""Who wrote between two texts that were live."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from wagtail.log_actions import registry
from wagtail.models import Revision

from knowledge_base.comparing import changed_characters
from knowledge_base.enums import ContributionKind
from knowledge_base.models import Proposal
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.services.contributions import Credit, record_contribution

_MOST_VERSIONS = 100
"""How many versions are looked through between two published ones."""


def credit_writers(*, content: Any, revision: Any, now: datetime) -> None:
    """Credit those who wrote between the text that was live and this one.

    Who pressed publish is not asked. What came from a proposal is credited to whoever
    proposed it. Publishing a text again credits nobody again.
    """
    if not _went_live(content, revision):
        return
    before, versions = _versions_since_live(content, revision)
    earlier = before and before.as_object()
    text_hash = live_text_hash(revision.as_object())
    if earlier and live_text_hash(earlier) == text_hash:
        return
    kind = ContributionKind.REVISED if before else ContributionKind.AUTHORED
    mark = f":{text_hash}" if before else ""
    for user, size in _shares(earlier, versions).items():
        credit = Credit(
            actor=user,
            kind=kind,
            key=f"{content.item.uuid}:{user.pk}{mark}",
            size=size,
            item=content.item,
            text_hash=text_hash,
        )
        record_contribution(credit, now=now)


def _went_live(content: Any, revision: Any) -> bool:
    """Tell whether somebody's version is what readers see now; not one for later."""
    if revision is None or revision.user_id is None:
        return False
    return content.live and content.live_revision_id == revision.pk


def _versions_since_live(content: Any, revision: Any) -> tuple[Any, list[Any]]:
    """Return the version that was live before this one, and those after it."""
    logs = registry.get_logs_for_instance(content).filter(
        action__in=["wagtail.publish", "wagtail.publish.scheduled"]
    )
    published = logs.exclude(revision=None).exclude(revision=revision.pk)
    key = published.order_by("-timestamp", "-pk").values_list("revision", flat=True)
    before = Revision.objects.filter(pk=key.first() or 0).first()
    rows = Revision.objects.for_instance(content).select_related("user")
    rows = rows.filter(pk__lte=revision.pk)
    if before:
        rows = rows.filter(pk__gt=before.pk)
    versions = [*rows.order_by("-pk")[:_MOST_VERSIONS]][::-1]
    is_first = content.first_published_at == content.last_published_at
    if before is None and not is_first:  # nothing is known of what was live
        return versions[0], versions[1:]
    return before, versions


def _shares(earlier: Any, versions: list[Any]) -> Mapping[Any, int]:
    """Return how many characters each writer has changed, version by version."""
    shares: dict[Any, int] = {}
    proposed = {*_of_proposals(versions)}
    text = _text(earlier)
    for version in versions:
        after = _text(version.as_object())
        size = changed_characters(text, after)
        if size and version.user and version.pk not in proposed:
            shares[version.user] = shares.get(version.user, 0) + size
        text = after
    return shares


def _of_proposals(versions: list[Any]) -> Iterator[int]:
    keys = [version.pk for version in versions]
    rows = Proposal.objects.filter(revision__in=keys)
    yield from rows.values_list("revision_id", flat=True)


def _text(content: Any) -> str:
    return f"{content.title}\n{content.plain_text}" if content else ""
