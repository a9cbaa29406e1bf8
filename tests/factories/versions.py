"""Versions of items: written, submitted, approved, published."""

from datetime import timedelta

from wagtail.log_actions import registry
from wagtail.models import Revision

from knowledge_base.models import ArticlePage, Faq, Script

_TEXTS = {ArticlePage: "summary", Faq: "short_answer", Script: "scene"}


def write(item, text, user=None, note=None, **fields):
    """Save a draft that says `text`, on top of the last one; return the version."""
    draft = type(item).objects.get(pk=item.pk).get_latest_revision_as_object()
    for name, value in {_TEXTS[type(item)]: text, **fields}.items():
        setattr(draft, name, value)
    draft.change_note = note
    return draft.save_revision(user=user, log_action=True)


def publish(item, text, user=None, note=None, **fields):
    """Publish a version that says `text`; return it."""
    version = write(item, text, user, note, **fields)
    version.publish(user=user, skip_permission_checks=True)
    item.refresh_from_db()
    return version


def publish_often(item, times):
    """Publish `times` more versions that say the same, in a few statements."""
    version = publish(item, "同一稿")
    logs = registry.get_logs_for_instance(item).filter(revision=version)
    moments = [version.created_at + timedelta(minutes=n) for n in range(1, times)]
    copies = [copy_of(version, created_at=moment) for moment in moments]
    Revision.objects.bulk_create(copies)
    for entry in logs:
        type(entry).objects.bulk_create(
            copy_of(entry, timestamp=made.created_at, revision=made) for made in copies
        )


def copy_of(row, **changes):
    """Return a row like another, not saved yet."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    fields.pop(row._meta.pk.attname)
    made = type(row)(**fields)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def submit(item, user):
    """Hand the last version in for approval; return the step that waits."""
    fresh = type(item).objects.get(pk=item.pk)
    state = fresh.get_workflow().start(fresh, user)
    return state.current_task_state
