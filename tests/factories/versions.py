"""Versions of items: written, submitted, approved, published."""

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


def submit(item, user):
    """Hand the last version in for approval; return the step that waits."""
    fresh = type(item).objects.get(pk=item.pk)
    state = fresh.get_workflow().start(fresh, user)
    return state.current_task_state
