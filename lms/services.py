"""What is done with people's accounts, and with what they looked for in vain."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from lms.enums import GapState, Role
from lms.events import Target, publish
from lms.events.host import GapAnswered
from lms.models import LONGEST_WISH, SearchGap, SearchWish, StaffProfile, Team
from lms.roles import role_group
from lms.search.masking import comparable

PASSWORD_LINK_INTERVAL = 300
"""Seconds in which one person gets at most one mail with a password link."""


def send_password_link(user: Any, *, is_first: bool = False) -> bool:
    """Mail a link by which `user` chooses a password, in the person's language.

    Returns False and sends nothing when such a mail went out within
    `PASSWORD_LINK_INTERVAL`. The link serves once and for PASSWORD_RESET_TIMEOUT.
    """
    if not cache.add(f"password-link:{user.pk}", "sent", PASSWORD_LINK_INTERVAL):
        return False
    path = reverse(
        "lms:choose_password",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    profile = getattr(user, "wagtail_userprofile", None)
    language = getattr(profile, "preferred_language", "") or settings.LANGUAGE_CODE
    with translation.override(language):
        context = {
            "user": user,
            "url": urljoin(settings.WAGTAILADMIN_BASE_URL, path),
            "is_first": is_first,
            "days": int(settings.PASSWORD_RESET_TIMEOUT // 86_400),
        }
        text = render_to_string("registration/password_mail.txt", context)
    subject, _blank, body = text.strip().partition("\n")
    send_mail(subject, body.lstrip(), None, [user.email])
    return True


@dataclass(frozen=True, kw_only=True)
class NewStaff:
    """Somebody who is to be added."""

    username: str
    encoded_password: str = ""
    """As `make_password` returns it: many may share a costly one."""
    family_name: str = ""
    given_name: str = ""
    email: str = ""
    staff_number: str = ""
    job: str = ""
    team: Team | None = None
    joined_date: date | None = None
    roles: Sequence[Role] = ()
    language: str = ""


@transaction.atomic
def add_staff(person: NewStaff) -> Any:
    """Add a person with profile, roles and language of the interface."""
    user = get_user_model()._default_manager.create(
        username=person.username,
        password=person.encoded_password or make_password(None),
        email=person.email,
        last_name=person.family_name,
        first_name=person.given_name,
    )
    user.groups.add(*map(role_group, person.roles))
    StaffProfile.objects.create(
        user=user,
        staff_number=person.staff_number or None,
        team=person.team,
        job=person.job,
        joined_date=person.joined_date,
    )
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = person.language
    profile.save()
    return user


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
