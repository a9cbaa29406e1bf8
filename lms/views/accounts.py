"""Signing in, passwords and preferences."""

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView
from django.views.i18n import set_language
from wagtail.users.models import UserProfile

from lms.forms import PasswordMailForm, PreferencesForm, SignInForm


@method_decorator(login_not_required, name="dispatch")
class SignInView(auth_views.LoginView):
    """The one way in, for the site and for Wagtail's admin."""

    template_name = "registration/sign_in.html"
    form_class = SignInForm

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Send home whoever is signed in: what was asked for is closed to them."""
        if not request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if self.get_redirect_url() and not messages.get_messages(request):
            messages.warning(
                request, _("Your account has no access to the page you asked for.")
            )
        return redirect("lms:home")


class PasswordMailView(auth_views.PasswordResetView):
    """Asks for a link by mail."""

    template_name = "registration/password_mail_form.html"
    form_class = PasswordMailForm
    success_url = reverse_lazy("lms:password_mail_sent")


class PasswordMailSentView(auth_views.PasswordResetDoneView):
    """Says what happens next."""

    template_name = "registration/password_mail_sent.html"


class ChoosePasswordView(auth_views.PasswordResetConfirmView):
    """Where the mailed link leads."""

    template_name = "registration/choose_password.html"
    success_url = reverse_lazy("lms:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password and say so beside the sign-in form."""
        messages.success(self.request, _("Your password is set. Please sign in."))
        return super().form_valid(form)


class ChangePasswordView(auth_views.PasswordChangeView):
    """For somebody who knows the old one."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("lms:preferences")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password and say so."""
        messages.success(self.request, _("Your new password is set."))
        return super().form_valid(form)


class PreferencesView(UpdateView[UserProfile, PreferencesForm]):
    """Language, time zone and appearance of the person who is signed in."""

    template_name = "lms/preferences.html"
    form_class = PreferencesForm
    success_url = reverse_lazy("lms:preferences")

    def get_object(self, queryset: object = None) -> UserProfile:  # noqa: ARG002 (Django's)
        """Return the person's own preferences, which no URL names."""
        return UserProfile.get_for_user(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """Show what is in force where nothing was chosen yet."""
        return {
            "preferred_language": self.object.preferred_language
            or translation.get_language(),
            "single_keys": getattr(
                getattr(self.request.user, "staff_profile", None), "single_keys", True
            ),
            "current_time_zone": self.object.current_time_zone or settings.TIME_ZONE,
        }

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        """Save, and answer in the language that was just chosen."""
        translation.activate(form.cleaned_data["preferred_language"])
        messages.success(self.request, _("Your preferences are saved."))
        return super().form_valid(form)


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Remember the chosen language: in a cookie, and with the person if known."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        profile = UserProfile.get_for_user(request.user)
        profile.preferred_language = language
        profile.save(update_fields=["preferred_language"])
    return set_language(request)


def locked_out(
    request: HttpRequest, _credentials: dict[str, str] | None = None
) -> HttpResponse:
    """Tell somebody who guessed too often how long to wait (django-axes calls it)."""
    wait = get_cool_off(request)
    minutes = round(wait.total_seconds() / 60)
    response = render(
        request, "registration/locked_out.html", {"minutes": minutes}, status=429
    )
    response["Retry-After"] = str(int(wait.total_seconds()))
    return response
