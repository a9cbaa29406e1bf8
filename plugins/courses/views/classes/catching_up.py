"""Who missed the training of a cohort, and what they get for it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from plugins.courses.exceptions import ClassError
from plugins.courses.forms.catching_up import CatchUpForm
from plugins.courses.models import Cohort
from plugins.courses.services.catching_up import arrange, who_missed
from plugins.courses.services.exams.admission import TEACH
from plugins.courses.views.classes.explaining import explain
from plugins.courses.views.classes.frame import cohort_to_run, in_site_time


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TEACH, raise_exception=True)
@in_site_time
def catch_up(request: HttpRequest, pk: int) -> HttpResponse:
    """List who missed training, and give them a make-up class and a compulsory exam."""
    cohort = cohort_to_run(request, pk)
    missed = who_missed(cohort, timezone.now())
    form = CatchUpForm(
        request.POST or None, cohort=cohort, missed=missed, user=request.user
    )
    if form.is_valid() and _arrange(request, cohort, form):
        return redirect("lms_courses:class_catch_up", cohort.pk)
    chosen = {str(key) for key in form["people"].value() or ()}
    context = {
        "cohort": cohort,
        "form": form,
        "rows": [(each, str(each.member.person_id) in chosen) for each in missed],
    }
    return render(request, "lms_courses/classes/catch_up.html", context)


def _arrange(request: HttpRequest, cohort: Cohort, form: CatchUpForm) -> bool:
    """Do it and say so; what cannot be done is said in the form."""
    people = [person.pk for person in form.cleaned_data["people"]]
    try:
        number = arrange(
            cohort=cohort,
            people=people,
            arrangement=form.arrangement(),
            user=request.user,
            now=timezone.now(),
        )
    except ClassError as error:
        form.add_error(None, explain(error))
        return False
    said = ngettext(
        "%(n)d person has a make-up class and an exam now, and is told.",
        "%(n)d people have a make-up class and an exam now, and are told.",
        number,
    )
    messages.success(request, said % {"n": number})
    return True
