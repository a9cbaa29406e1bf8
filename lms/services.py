"""What is done with people's accounts."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

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
