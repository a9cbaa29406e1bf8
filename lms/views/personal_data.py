"""What is held about a person, as a file; and taking the name from a leaver."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from lms.exports import write_workbook
from lms.files.kinds import KINDS
from lms.personal_data import StillHereError, anonymise, data_of


class ConfirmForm(forms.Form):
    """Asks for the user name, so that nobody is made anonymous by a slip."""

    username = forms.CharField(
        label=gettext_lazy("User name of the person, to confirm"), max_length=254
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_username(self) -> str:
        """Refuse any other name."""
        name: str = self.cleaned_data["username"]
        if name != self.person.get_username():
            raise ValidationError(_("That is not the name of this person."))
        return name


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Hand out what is held about whoever asks."""
    return _file(request, request.user)


@require_safe
def data(request: HttpRequest, pk: str) -> HttpResponse:
    """Hand out what is held about somebody, to whoever looks after people."""
    return _file(request, _person(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def anonymise_person(request: HttpRequest, pk: str) -> HttpResponse:
    """Say what will happen; do it once the name is typed."""
    person = _person(request, pk)
    form = ConfirmForm(request.POST or None, person=person)
    edit_url = reverse("wagtailusers_users:edit", args=[person.pk])
    if form.is_bound and form.is_valid():
        try:
            name = anonymise(person=person, user=request.user, now=timezone.now())
        except StillHereError:
            form.add_error(
                None,
                _(
                    "This person can still sign in. Enter a last day that is past, or "
                    "take away “Active” first."
                ),
            )
        else:
            said = _("Done. The person is called %(name)s from now on.")
            messages.success(request, said % {"name": name})
            return redirect("wagtailusers_users:index")
    context = {"form": form, "person": person, "edit_url": edit_url}
    return render(request, "lms/users/anonymise.html", context)


def _person(request: HttpRequest, pk: str) -> Any:
    """Return somebody; only superusers reach superusers."""
    model: Any = get_user_model()
    if not request.user.has_perm(
        f"{model._meta.app_label}.change_{model._meta.model_name}"
    ):
        raise PermissionDenied
    try:
        person = model._default_manager.filter(pk=model._meta.pk.to_python(pk)).first()
    except ValidationError as error:
        raise Http404 from error
    if person is None:
        raise Http404
    if person.is_superuser and not getattr(request.user, "is_superuser", False):
        raise PermissionDenied
    return person


def _file(request: HttpRequest, person: Any) -> HttpResponse:
    """Return the data as JSON, or with `?format=xlsx` as a workbook."""
    ending = "xlsx" if request.GET.get("format") == "xlsx" else "json"
    answer = _workbook(person) if ending == "xlsx" else _json(person)
    name = f"personal-data-{timezone.localdate():%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _json(person: Any) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(data_of(person), json_dumps_params=options)


def _workbook(person: Any) -> HttpResponse:
    """Return a sheet for each kind of data that there is."""
    answer = HttpResponse(content_type=KINDS["xlsx"].mime)
    held = data_of(person).items()
    write_workbook({key: rows for key, rows in held if rows}, answer)
    return answer
