"""What to say, what not to say, and the check of texts that are being written."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.enums import Channel, PhraseKind
from knowledge_base.exceptions import TooLongError, UncheckableError
from knowledge_base.models import PhraseRule, RewritingPair
from knowledge_base.services.phrase_checks import MOST_BYTES, find_phrases, read_check
from lms.search.analysis import HAN

_LONGEST_QUERY = 100
_LONGEST_BODY = 6 * MOST_BYTES  # JSON and forms may write a byte as six


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
@sensitive_post_parameters()
def phrases(request: HttpRequest) -> HttpResponse:
    """List what to say and what not to say; a search reads both scripts and widths.

    A text that is sent is checked; it is kept nowhere.
    """
    query = _query(request)
    kind = request.GET.get("kind", "")
    rules = PhraseRule.objects.filter(is_active=True)
    if kind in PhraseKind.values:
        rules = rules.filter(kind=kind)
    found = sorted(rules.matching(query), key=_is_foreign)
    groups = [
        (value, label, [rule for rule in found if rule.kind == value])
        for value, label in PhraseKind.choices
    ]
    context = {
        "groups": [group for group in groups if group[-1]],
        "kinds": PhraseKind.choices,
        "kind": kind,
        "query": query,
        "channels": Channel.choices,
        **_checked(request),
    }
    return render(request, "knowledge_base/phrases.html", context)


def _checked(request: HttpRequest) -> dict[str, object]:
    """Return what a page says of the text that was sent, if one was."""
    text = request.POST.get("text", "").strip()
    if not text:
        return {}
    sent = {"text": text, "channel": request.POST.get("channel", "")}
    language = "zh-hans" if HAN.search(text) else "en"
    try:
        findings = find_phrases(read_check(sent, language=language), user=request.user)
    except UncheckableError as error:
        return {"checked": sent, "problem": str(error)}
    return {"checked": sent, "findings": findings}


@require_safe
def rewritings(request: HttpRequest) -> HttpResponse:
    """List stiff wordings with the empathic ones; searched as the phrases are."""
    query = _query(request)
    found = sorted(RewritingPair.objects.active().matching(query), key=_is_foreign)
    context = {"pairs": found, "query": query}
    return render(request, "knowledge_base/rewritings.html", context)


@require_POST
@sensitive_variables()
@sensitive_post_parameters()
def check_phrases(request: HttpRequest) -> JsonResponse:
    """Answer what the phrases find in texts that are not kept; see the reference."""
    try:
        check = read_check(_sent(request), language=get_language() or "")
    except UncheckableError as error:
        status = 413 if isinstance(error, TooLongError) else 400
        return JsonResponse({"error": str(error)}, status=status)
    return JsonResponse(find_phrases(check, user=request.user), safe=False)


def _sent(request: HttpRequest) -> object:
    """Return what a form or a JSON body says; raises UncheckableError."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LONGEST_BODY:
        raise TooLongError(_("The text is too long to be checked at once."))
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise UncheckableError(_("This is not valid JSON.")) from error


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:_LONGEST_QUERY].strip()


def _is_foreign(row: PhraseRule | RewritingPair) -> bool:
    """Tell what is written in another language than the reader's; it comes last."""
    return row.language[:2] not in {"", (get_language() or "")[:2]}
