"""The sections of the first page, with what they showed within the last minute.

Each plugin adds one, and everybody opens the page all the time: what a section asks the
database, it asks once a minute for each person.
"""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from lms.access import closed_to
from lms.acts import KEPT, last_act
from lms.extension_points import Extension
from lms.extensions import home_widgets
from lms.plugins.running import running

SEES_FAULTS = "lms.view_deadletter"


def widgets_for(request: HttpRequest) -> list[str]:
    """Return the markup of each section that has something to show.

    In place of one that fails stands, for those who look after plugins, a note; it is
    asked again at the next request.
    """
    offered = home_widgets.enabled()
    scope = _scope(request, [each.key for each in offered])
    known = cache.get(scope) or {}
    parts, new = [], {}
    for each in offered:
        part = known.get(each.key)
        if part is None:
            part = home_widgets.guarded(
                each, lambda widget: widget.render(request), otherwise=None
            )
            if part is not None and each.item.is_kept:
                new[each.key] = part
        parts.append(failed_note(request, each) if part is None else part)
    if new and not known:  # what failed at first is kept with all others, in a minute
        cache.set(scope, new, KEPT)
    return [part for part in parts if part]


def _scope(request: HttpRequest, keys: list[str]) -> str:
    """Return what tells apart for whom, and beside which plugins, something is shown.

    What was closed to a person since is another scope, and so is what the person has
    just done, and all plugins as soon as one is switched or set: in every process at
    once, as the database or the request says so.
    """
    user = request.user
    closed = closed_to(user)
    plugins = [(label, row.changed_at) for label, row in running().items()]
    seen = (sorted(closed.collections), sorted(closed.pages), plugins, keys)
    place = (user.pk, get_language(), get_current_timezone_name(), last_act(request))
    return f"lms.widget.{sha256(repr((place, seen)).encode()).hexdigest()}"


def failed_note(request: HttpRequest, extension: Extension[Any]) -> str:
    """Return what stands in place of what failed, for those who look after plugins."""
    if not request.user.has_perm(SEES_FAULTS):
        return ""
    return render_to_string("components/failed.html", {"key": extension.key})
