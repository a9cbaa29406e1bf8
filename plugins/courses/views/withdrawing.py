"""Taking somebody out of a course."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plugins.courses.exceptions import CourseError
from plugins.courses.models import Enrollment
from plugins.courses.services.enrolling import withdraw
from plugins.courses.views.explaining import explain
from plugins.courses.views.finding import TEACH


@require_POST
@permission_required(TEACH, raise_exception=True)
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of a course; what was done in it is kept."""
    user: Any = request.user
    row = get_object_or_404(Enrollment.objects.open_to(user), pk=pk)
    try:
        withdraw(enrollment=row, user=user, now=timezone.now())
    except CourseError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("The course is taken back. What was done is kept."))
    return redirect("lms_courses:catalog")
