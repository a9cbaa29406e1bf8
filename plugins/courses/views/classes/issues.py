"""Issues that cohorts raise: brought up, listed, decided."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import key_of, text_of
from plugins.courses.enums import IssueState
from plugins.courses.exceptions import ClassError
from plugins.courses.models import ClassSession, Cohort, CohortIssue
from plugins.courses.models.cohort_issue import LONGEST_ISSUE, LONGEST_REASON
from plugins.courses.services.classes.issues import decide_issue, raise_issue
from plugins.courses.views.classes.explaining import explain
from plugins.courses.views.classes.frame import in_site_time

PAGE_SIZE = 30
SHOWN = {str(state): state.label for state in IssueState}
STEPS = {
    "take": (IssueState.TAKEN_UP, gettext_lazy("It waits for the next plan: whoever plans a cohort finds it there.")),
    "decline": (IssueState.DECLINED, gettext_lazy("It is not taken up; whoever raised it is told why.")),
    "reopen": (IssueState.OPEN, gettext_lazy("The decision is undone.")),
}  # fmt: skip


@require_safe
@in_site_time
def issues(request: HttpRequest) -> HttpResponse:
    """List what was raised: one's own, and by the cohorts that one sees."""
    choices = Choices(request.GET, {"state": SHOWN})
    rows = CohortIssue.objects.visible_for(request.user)
    wanted = rows.filter(state=choices["state"]) if choices["state"] else rows
    loaded = wanted.select_related("cohort", "session", "raised_by", "planned_in")
    ordered = loaded.prefetch_related("steps__by").order_by("-raised_at", "-pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": pages_of(page, choices),
        "options": choices.shown({"open": rows.waiting().count()}),
        "query": choices.address(),
        "run": {*Cohort.objects.run_by(request.user).values_list("pk", flat=True)},
    }
    return render(request, "lms_courses/classes/issues.html", context)


@require_POST
@in_site_time
def bring_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise an issue in a cohort in which one learns, or that one runs."""
    user = request.user
    cohort = get_object_or_404(Cohort.objects.visible_for(user), pk=pk)
    runs = Cohort.objects.run_by(user).filter(pk=pk).exists()
    if not runs and not cohort.members.learning().filter(person=user.pk).exists():
        raise PermissionDenied
    key = key_of(request.POST.get("session", ""))
    session = ClassSession.objects.filter(cohort=cohort, pk=key).first()
    text = text_of(request, "text", LONGEST_ISSUE).replace("\x00", "")
    try:
        raise_issue(
            cohort=cohort, session=session, text=text, user=user, now=timezone.now()
        )
    except ClassError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("It is with the trainers; you hear what becomes of it."))  # fmt: skip
    return redirect(session or cohort)


@require_POST
@in_site_time
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keep an issue for the next plan, decline it, or take that back."""
    rows = CohortIssue.objects.visible_for(request.user)
    issue = get_object_or_404(rows, pk=pk)
    if step not in STEPS:
        raise Http404
    state, done = STEPS[step]
    reason = " ".join(text_of(request, "reason", LONGEST_REASON).replace("\x00", "").split())  # fmt: skip
    try:
        decide_issue(
            issue=issue,
            state=state,
            user=request.user,
            reason=reason,
            now=timezone.now(),
        )
    except ClassError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, str(done))
    return redirect(f"{request.path.rpartition('issues/')[0]}issues/?{request.GET.urlencode()}")  # fmt: skip
