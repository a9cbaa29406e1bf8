"""Wagtail's mails name what they are about: nobody gets one about something closed."""

from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.admin import mail
from wagtail.admin.views.pages import edit

from lms.policies import may_read

_valid_recipients = mail.EmailNotificationMixin.get_valid_recipients
_send_notification = edit.send_notification


def install() -> None:
    """Leave out recipients who may not read what a mail is about.

    Wagtail asks for recipients in these two places alone, and lets nobody filter them.
    """
    mail.EmailNotificationMixin.get_valid_recipients = _approval_recipients
    edit.send_notification = _send_about_comments


def _approval_recipients(notifier: Any, instance: Any, **kwargs: Any) -> set[Any]:
    row = getattr(instance, "workflow_state", instance).content_object
    found = _valid_recipients(notifier, instance, **kwargs)
    return {person for person in found if may_read(person, row)}


def _send_about_comments(
    people: Iterable[Any], kind: str, context: Mapping[str, Any]
) -> Any:
    readers = [person for person in people if may_read(person, context["page"])]
    return _send_notification(readers, kind, context)
