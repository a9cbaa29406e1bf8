"""The limits of each grade, all on one page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plugins.complaints.forms import LimitsForm
from plugins.complaints.models.rows import all_limits
from plugins.complaints.services.limits import keep_limits
from plugins.complaints.views.clocks import day_minutes, service_time


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("lms_complaints.change_limits", raise_exception=True)
def limits(request: HttpRequest) -> HttpResponse:
    """Show the limits, and keep those that were changed."""
    data = request.POST or None
    forms = [
        LimitsForm(data, instance=row, prefix=row.grade, auto_id=f"{row.grade}-%s")
        for row in all_limits()
    ]
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419 (each says what is wrong with it)
        keep_limits(rows=[form.instance for form in forms])
        messages.success(request, _("The limits are kept. They hold for what begins from now on."))  # fmt: skip
        return redirect("lms_complaints:limits")
    is_wrong = any(form.errors for form in forms)
    context = {
        "forms": forms,
        "is_wrong": is_wrong,
        "service_time": service_time(),
        "day_minutes": day_minutes(),
    }
    return render(request, "lms_complaints/limits.html", context)
