"""What the pages of classes share: the time of the site, and who is asking."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from plugins.courses.models import ClassSession, Cohort

V = TypeVar("V", bound=HttpResponseBase)


def in_site_time(view: Callable[..., V]) -> Callable[..., V]:
    """Show and read times by the clock of the site: a room is in one zone only."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> V:
        with timezone.override(None):
            return view(request, *args, **kwargs)

    return shown


def cohort_to_run(request: HttpRequest, pk: int) -> Cohort:
    """Return a cohort that the person looks after; 404 for what is closed, 403 for seen."""
    found: Cohort = get_object_or_404(Cohort.objects.visible_for(request.user), pk=pk)
    if not Cohort.objects.run_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def session_to_run(request: HttpRequest, pk: int) -> ClassSession:
    """Return a class whose list the person keeps; 404 and 403 as above."""
    rows = ClassSession.objects.visible_for(request.user)
    found: ClassSession = get_object_or_404(
        rows.select_related("cohort", "trainer"), pk=pk
    )
    if not ClassSession.objects.run_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def session_seen(request: HttpRequest, pk: int) -> ClassSession:
    """Return a class that is open to the person; Http404 for others."""
    rows = ClassSession.objects.visible_for(request.user)
    found: ClassSession = get_object_or_404(
        rows.select_related("cohort", "trainer"), pk=pk
    )
    return found
