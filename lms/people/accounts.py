"""What is done with people's accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.users.models import UserProfile

from lms.enums import Role
from lms.models import StaffProfile, Team
from lms.roles import role_group

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
