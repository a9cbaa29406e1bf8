"""One thing that somebody was thanked for, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.events import Target
from lms.plugins import is_enabled
from lms.posting import Steps, take_step, text_of
from plugins.recognition.enums import PraiseState
from plugins.recognition.exceptions import RecognitionError
from plugins.recognition.forms import PraiseForm, StoryForm
from plugins.recognition.models import CONFIRM, MODERATE, Praise
from plugins.recognition.services.giving import limit, withdraw
from plugins.recognition.services.praising import (
    confirm,
    decline,
    hide,
    register_praise,
    show_again,
)
from plugins.recognition.services.scheme import version_of
from plugins.recognition.services.telling import answer, may_tell, tell_story

PAGE_SIZE = 20


def _withdraw(request: HttpRequest, row: Praise) -> None:
    withdraw(praise=row, user=request.user, now=timezone.now())


def _confirm(request: HttpRequest, row: Praise) -> None:
    bonus = text_of(request, "bonus", 100)
    confirm(praise=row, bonus=bonus, user=request.user, now=timezone.now())


def _decline(request: HttpRequest, row: Praise) -> None:
    decline(praise=row, reason=_reason(request), user=request.user, now=timezone.now())


def _hide(request: HttpRequest, row: Praise) -> None:
    hide(praise=row, reason=_reason(request), user=request.user, now=timezone.now())


def _show(request: HttpRequest, row: Praise) -> None:
    show_again(praise=row, user=request.user, now=timezone.now())


def _agree(request: HttpRequest, row: Praise) -> None:
    answer(praise=row, agrees=True, user=request.user, now=timezone.now())


def _disagree(request: HttpRequest, row: Praise) -> None:
    answer(praise=row, agrees=False, user=request.user, now=timezone.now())


def _reason(request: HttpRequest) -> str:
    return text_of(request, "reason", 300)


STEPS: Steps = {
    "withdraw": (_withdraw, gettext_lazy("Taken back; nobody else reads it any more.")),
    "confirm": (_confirm, gettext_lazy("Confirmed: it hangs on the wall and counts.")),
    "decline": (_decline, gettext_lazy("Not confirmed; whoever wrote it is told why.")),
    "hide": (_hide, gettext_lazy("Taken from the wall; whoever wrote it is told why.")),
    "show": (_show, gettext_lazy("It hangs on the wall again.")),
    "agree": (_agree, gettext_lazy("Thank you: your story is on the wall.")),
    "disagree": (_disagree, gettext_lazy("The story is not shown.")),
}


@require_safe
def praise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one thing, with what the reader may do about it."""
    return _render(request, _row(request, pk))


def _row(request: HttpRequest, pk: int) -> Praise:
    rows = Praise.objects.visible_for(request.user).named()
    found: Praise = get_object_or_404(rows.select_related("decided_by"), pk=pk)
    return found


def _render(request: HttpRequest, row: Praise, tried: str = "") -> HttpResponse:
    user: Any = request.user
    is_about_me = row.person_id == user.pk
    is_mine = row.given_by_id == user.pk
    may_decide = user.has_perm(CONFIRM) and not is_about_me and not is_mine
    version = version_of(row.happened_on)
    context = {
        "praise": row,
        "story": getattr(row, "story", None),
        "is_about_me": is_about_me,
        "is_mine": is_mine,
        "may_withdraw": row.may_be_withdrawn(
            user, timezone.now(), limit("withdraw_hours")
        ),
        "may_decide": may_decide and row.state == PraiseState.WAITING,
        "may_hide": user.has_perm(MODERATE) and not is_about_me and row.is_shown,
        "may_show": user.has_perm(MODERATE)
        and not is_about_me
        and row.state == PraiseState.HIDDEN,
        "may_tell": may_tell(row, user),
        "hint": version.praise_bonus if version else "",
        "told_at": _told_at(row, user) if may_decide or is_mine else "",
        "tried": tried,
        "tries": {tried: True},
        "typed": request.POST,
    }
    return render(request, "lms_recognition/praise.html", context)


def _told_at(row: Praise, user: Any) -> str:
    """Return the address of what an event was about, if it is there for the reader."""
    model, _colon, key = row.told_of.partition(":")
    about = Target(model, key).load() if key else None
    if about is None or not is_enabled(about._meta.app_label):
        return ""
    rows = about._meta.default_manager.filter(pk=about.pk)
    if hasattr(rows, "visible_for") and not rows.visible_for(user).exists():
        return ""
    address = getattr(about, "get_absolute_url", None)
    return str(address()) if address else ""


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what is refused keeps what was written."""
    row = _row(request, pk)
    if not take_step(request, STEPS, step, row, refusal=RecognitionError):
        return _render(request, row, tried=step)
    if request.POST.get("next") == "waiting" and request.user.has_perm(CONFIRM):
        return redirect("lms_recognition:waiting")
    if step == "withdraw":
        return redirect("lms_recognition:mine")
    visible = Praise.objects.visible_for(request.user).filter(pk=pk).exists()
    return redirect(row) if visible else redirect("lms_recognition:wall")


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Write down what a customer praised."""
    form = PraiseForm(
        request.POST or None, initial={"happened_on": timezone.localdate()}
    )
    if form.is_valid():
        try:
            register_praise(
                person=form.cleaned_data["person"],
                values=form.values(),
                user=request.user,
                now=timezone.now(),
            )
        except RecognitionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Written down. It counts when a second person confirms it.")
            )
            return redirect("lms_recognition:mine")
    return render(request, "lms_recognition/register.html", {"form": form})


@require_safe
@permission_required(CONFIRM, raise_exception=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """List what is to be confirmed, the oldest first."""
    choices = Choices(request.GET, {})
    rows = Praise.objects.waiting().named()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"rows": page.object_list, "pages": pages_of(page, choices)}
    return render(request, "lms_recognition/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell praise as a story."""
    row = _row(request, pk)
    if not may_tell(row, request.user):
        raise Http404
    known = getattr(row, "story", None)
    initial = {"title": known.title, "text": known.text} if known else None
    form = StoryForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            told = tell_story(
                praise=row, **form.cleaned_data, user=request.user, now=timezone.now()
            )
        except RecognitionError as error:
            form.add_error(None, str(error))
        else:
            said = _("The story is on the wall.")
            if told.consents is None:
                said = _("Written down. It is shown when %(name)s agrees.")
            messages.success(request, said % {"name": row.person_name})
            return redirect(row)
    context = {"form": form, "praise": row}
    return render(request, "lms_recognition/tell.html", context)
