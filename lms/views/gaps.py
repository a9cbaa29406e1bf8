"""What somebody looked for in vain."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.search_gaps import report_gap as keep_gap
from lms.views.asked import LONGEST, Asked


@require_POST
def report_gap(request: HttpRequest) -> HttpResponse:
    """Keep a wish for the editors."""
    query = request.POST.get("query", "")
    wish = request.POST.get("wish", "")
    kept = keep_gap(query=query, wish=wish, user=request.user, day=timezone.localdate())
    if getattr(request, "htmx", None):
        context = {
            "asked": Asked(query=query[:LONGEST]),
            "kept": kept,
            "is_refused": kept is None,
        }
        response = render(request, "components/gap_form.html", context)
        response["X-Results"] = "yes"  # search.js swaps in nothing else
        return response
    if kept is None:
        messages.error(request, _("Say in a few words what you were looking for."))
    else:
        messages.success(request, _("Thank you. The editors will see it."))
    return redirect(Asked(query=query.replace("\x00", "").strip()[:LONGEST]).url)
