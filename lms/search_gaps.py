"""What people looked for in vain: reported, promised an answer, answered."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from lms.enums import GapState
from lms.events import Target, publish
from lms.events.host import GapAnswered
from lms.models import LONGEST_WISH, SearchGap, SearchWish
from lms.search.masking import comparable


@transaction.atomic
def report_gap(*, query: str, wish: str, user: Any, day: date) -> SearchWish | None:
    """Keep what `user` was looking for under the query; None if there is no word in it.

    Equal queries, whatever their script, width and case, are one gap. The same wish of
    the same person is kept once a day. What is too long is cut.
    """
    text = _storable(wish)
    asked = _storable(query) or text
    if not (text and comparable(asked) and comparable(text)):
        return None
    gap, _created = SearchGap.objects.get_or_create(
        key=comparable(asked), defaults={"query": asked}
    )
    kept, _created = SearchWish.objects.get_or_create(
        gap=gap, user=user, key=comparable(text), day=day, defaults={"text": text}
    )
    return kept


def _storable(text: str) -> str:
    """Drop what no database takes, and what is too long."""
    valid = text[: LONGEST_WISH * 2].replace("\x00", "").encode("utf-8", "ignore")
    return " ".join(valid.decode().split())[:LONGEST_WISH].strip()


@transaction.atomic
def answer_gap(
    *,
    gap: SearchGap,
    user: Any,
    state: GapState | str,
    answer: str,
    address: str,
    now: datetime,
) -> SearchGap:
    """Tell those who asked where it is answered, or why it is not.

    Raises PermissionDenied for somebody who may not, and ValidationError for an answer
    that says nothing.
    """
    if not user.has_perm("lms.change_searchgap"):
        raise PermissionDenied
    gap.state, gap.answer, gap.answer_address = state, answer, address
    gap.handler = user
    gap.clean()
    gap.save()
    log(instance=gap, action="wagtail.edit", user=user)
    if state != GapState.OPEN:
        _tell_of_answer(gap, user.pk, now)
    return gap


@transaction.atomic
def promise_answer(*, query: str, content: Any, user: Any) -> SearchGap | None:
    """Note that `content` is written to answer a query; None if `user` answers none.

    Its publication is the answer: see `settle_gaps`.
    """
    if not (comparable(query) and user.has_perm("lms.change_searchgap")):
        return None
    target = Target.of(content)
    gap, _created = SearchGap.objects.get_or_create(
        key=comparable(_storable(query)), defaults={"query": _storable(query)}
    )
    gap.content_model, gap.content_key = target.model, target.key
    gap.save(update_fields=["content_model", "content_key"])
    return gap


@transaction.atomic
def settle_gaps(
    *, target: Target, actor_id: int | None, address: str, now: datetime
) -> int:
    """Answer the open gaps that `target` was written for; return how many."""
    for gap in (found := [*_promised(target)]):
        gap.state, gap.answer_address = GapState.ANSWERED, address
        gap.handler_id = actor_id
        gap.save()
        log(instance=gap, action="wagtail.edit", user=gap.handler)
        _tell_of_answer(gap, actor_id, now)
    return len(found)


def is_promised(target: Target) -> bool:
    """Tell whether open gaps wait for `target`; `settle_gaps` answers them."""
    return _promised(target).exists()


def _promised(target: Target) -> Any:
    return SearchGap.objects.filter(
        content_model=target.model, content_key=target.key, state=GapState.OPEN
    )


def _tell_of_answer(gap: SearchGap, actor_id: int | None, now: datetime) -> None:
    said = "\n".join([str(gap.state), gap.answer, gap.answer_address])
    digest = hashlib.sha256(said.encode()).hexdigest()
    publish(
        GapAnswered(
            actor_id=actor_id,
            target=Target.of(gap),
            occurred_at=now,
            key=f"{GapAnswered.name}:{gap.pk}:{actor_id}:{digest}",
            state=GapState(gap.state),
        )
    )
