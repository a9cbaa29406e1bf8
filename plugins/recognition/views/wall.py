"""The wall: thanks and praise for all to read, and the form for new thanks."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.models import Team
from lms.posting import key_of
from plugins.recognition.exceptions import RecognitionError
from plugins.recognition.forms import ThanksForm
from plugins.recognition.models import Praise
from plugins.recognition.services.giving import give_thanks, left_this_week

PAGE_SIZE = 20
SHOWN = {
    "all": pgettext_lazy("wall", "All"),
    "colleagues": pgettext_lazy("wall", "From colleagues"),
    "customers": pgettext_lazy("wall", "From customers"),
    "stories": pgettext_lazy("wall", "Stories"),
}


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Show thanks and praise, the newest first."""
    teams = {str(each.pk): each.name for each in Team.objects.all()}
    choices = Choices(
        request.GET, {"show": SHOWN, "team": teams}, always={"show": "all"}
    )
    page = Paginator(_rows(choices), PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    options = choices.shown({})
    context = {
        "form": ThanksForm(user=request.user),
        "left": left_this_week(request.user, now),
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": options,
        "is_narrowed": choices["show"] != "all" or bool(choices["team"]),
    }
    return render(request, "lms_recognition/wall.html", context)


def _rows(choices: Choices) -> Any:
    rows = Praise.objects.shown().named()
    if choices["team"]:
        rows = rows.filter(team=int(choices["team"]))
    if choices["show"] == "colleagues":
        return rows.from_colleagues()
    if choices["show"] == "customers":
        return rows.from_customers()
    if choices["show"] == "stories":
        return rows.filter(story__consents=True)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def thank(request: HttpRequest) -> HttpResponse:
    """Thank a colleague; one may come with the person chosen."""
    user: Any = request.user
    now = timezone.now()
    initial = {"person": key_of(request.GET.get("person", "")) or None}
    form = ThanksForm(request.POST or None, user=user, initial=initial)
    if form.is_valid():
        try:
            row = give_thanks(**form.cleaned_data, user=user, now=now)
        except RecognitionError as error:
            form.add_error(None, str(error))
        else:
            said = _("Your thanks hang on the wall; %(name)s is told.")
            messages.success(request, said % {"name": row.person_name})
            return redirect("lms_recognition:wall")
    context = {"form": form, "left": left_this_week(user, now)}
    return render(request, "lms_recognition/thank.html", context)
