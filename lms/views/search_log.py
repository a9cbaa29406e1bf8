"""How searches ended, as the page's script tells it; nobody waits for it."""

import logging
from typing import Any

from django import forms
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.http import require_POST

from lms.enums import SearchEnd
from lms.models.searches import LONGEST_ADDRESS
from lms.search_log import Searched, key_of, log_end, log_search
from lms.views.asked import LONGEST, Asked

logger = logging.getLogger(__name__)
_MOST = 1_000_000
_LONGEST_SEARCH = 24 * 60 * 60  # seconds
_LAST_POSITION = 1_000


class SearchEndForm(forms.Form):
    """What the script tells of a search."""

    key = forms.RegexField("^[0-9a-f]{32}$")
    query = forms.CharField(max_length=LONGEST)
    total = forms.IntegerField(min_value=0, max_value=_MOST)
    end = forms.ChoiceField(choices=SearchEnd)
    address = forms.RegexField(
        "^/[^?]*$", max_length=LONGEST_ADDRESS, required=False, empty_value=""
    )
    position = forms.IntegerField(min_value=1, max_value=_LAST_POSITION, required=False)
    seconds = forms.IntegerField(min_value=0, max_value=_LONGEST_SEARCH, required=False)
    elapsed = forms.IntegerField(min_value=0, max_value=_MOST, required=False)


@require_POST
def log_search_end(request: HttpRequest) -> HttpResponse:
    """Keep how a search of this person ended; answer nothing."""
    form = SearchEndForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    values = form.cleaned_data | {"end": SearchEnd(form.cleaned_data["end"])}
    log_end(user=request.user, searched=Searched(**values), now=timezone.now())
    return HttpResponse(status=204)


def logged(request: HttpRequest, asked: Asked, **found: Any) -> str:
    """Note a full search; return its key, from which the page's script goes on."""
    user, now = request.user, timezone.now()
    if not user.is_authenticated or request.method != "GET" or asked.page > 1:
        return ""
    key = key_of(user=user, query=asked.query, now=now)
    searched = Searched(key=key, query=asked.query, **found)
    try:
        log_search(user=user, searched=searched, now=now)
    except DatabaseError:  # a search is an answer without it
        logger.exception("The search could not be logged.")
    return key
