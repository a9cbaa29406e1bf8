"""Forms of the host."""

import zoneinfo
from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.models import UserProfile

from lms.enums import NotificationChannel
from lms.models import StaffProfile
from lms.notifications import choices_of, choose
from lms.people.accounts import send_password_link
from lms.people.ceiling import Ceiling

_TOLD = "told_"
"""What the names of fields begin with that say how somebody hears of something."""


class SignInForm(AuthenticationForm):
    """Name and password; what is wrong is said in plain words."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _(
            "This user name and password do not match. "
            "Mind capital and small letters, and try again."
        )
    }


class PasswordMailForm(PasswordResetForm):
    """Asks for an address and mails its owner a link, the first time too.

    The answer is the same whether the address is known or not.
    """

    def get_users(self, email: str) -> Iterator[Any]:
        """Return the active people with that address, also without a password."""
        return (
            get_user_model()
            ._default_manager.filter(email__iexact=email, is_active=True)
            .iterator()
        )

    def save(self, **_options: Any) -> None:  # type: ignore[override] # Django hands over much more than mails need
        """Send the mails."""
        for user in self.get_users(self.cleaned_data["email"]):
            send_password_link(user)


class PreferencesForm(forms.ModelForm[UserProfile]):
    """Language, time zone and appearance, shared with Wagtail's admin, and the keys."""

    preferred_language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES
    )
    current_time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name) for name in sorted(zoneinfo.available_timezones())],
    )
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[
            ("system", _("As on this device")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
    )
    single_keys = fields_for_model(StaffProfile, ["single_keys"])["single_keys"]

    class Meta:
        model = UserProfile
        fields = ["preferred_language", "current_time_zone", "theme"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, chosen in choices_of(self.instance.user):
            self.fields[f"{_TOLD}{kind.key}"] = forms.ChoiceField(
                label=kind.item.label,
                choices=NotificationChannel.choices,
                initial=chosen,
                required=False,  # whoever sends none keeps it as it is
            )

    @property
    def about_oneself(self) -> list[forms.BoundField]:
        """The fields of language, time and appearance."""
        return [field for field in self if not field.name.startswith(_TOLD)]

    @property
    def about_news(self) -> dict[str, list[forms.BoundField]]:
        """The fields that say how the person wants to be told, by what tells it."""
        found: dict[str, list[forms.BoundField]] = {}
        for field in self:
            if field.name.startswith(_TOLD):
                label = field.name.removeprefix(_TOLD).partition(".")[0]
                app = apps.get_app_config(label)
                title = _("General") if app.name == "lms" else app.verbose_name
                found.setdefault(str(title), []).append(field)
        return found

    @property
    def channels(self) -> dict[str, str]:
        """How the person wants to hear of each kind, as far as it was sent."""
        return {
            name.removeprefix(_TOLD): value
            for name, value in self.cleaned_data.items()
            if name.startswith(_TOLD) and value
        }

    def save(self, commit: bool = True) -> UserProfile:  # noqa: FBT001, FBT002 (a form's)
        """Save both profiles, and how the person wants to be told."""
        with transaction.atomic():
            choose(user=self.instance.user, channels=self.channels)
            StaffProfile.objects.update_or_create(
                user=self.instance.user,
                defaults={"single_keys": self.cleaned_data["single_keys"]},
            )
            return super().save(commit=commit)


class StaffFieldsMixin(forms.ModelForm[Any]):
    """Adds what StaffProfile holds to a form of a user.

    `ceiling` says which groups whoever fills it in may give and take.
    """

    ceiling = Ceiling(None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = getattr(self.instance, "staff_profile", None) or StaffProfile()
        self.staff_form = StaffProfileForm(
            self.data if self.is_bound else None, instance=profile
        )
        self.fields.update(self.staff_form.fields)
        self.initial.update(self.staff_form.initial)

    def clean_groups(self) -> QuerySet[Group]:
        """Refuse to give or take what stands above whoever does it."""
        chosen: QuerySet[Group] = self.cleaned_data["groups"]
        before = self.instance.groups.all() if self.instance.pk else ()
        refused = [
            group.name
            for group in {*chosen} ^ {*before}
            if not self.ceiling.may_give_group(group)
        ]
        if refused:
            message = _("You cannot give or take: %(groups)s.")
            params = {"groups": ", ".join(sorted(refused))}
            raise forms.ValidationError(message, params=params)
        return chosen

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc] # a hook that the stubs leave out
        for field, errors in self.staff_form.errors.items():
            if field not in self.errors:
                self.add_error(None if field == "__all__" else field, errors)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 (a form's)
        """Save the person and the profile together."""
        with transaction.atomic():
            user = super().save(commit=commit)
            self.staff_form.instance.user = user
            self.staff_form.save()
        return user


class StaffProfileForm(forms.ModelForm[StaffProfile]):
    """What the organisation knows of a person."""

    class Meta:
        model = StaffProfile
        fields = ["staff_number", "team", "job", "joined_date", "leaves_date"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("joined_date", "leaves_date")
        }


class StaffCreationForm(StaffFieldsMixin, UserCreationForm):
    """A new person; without a password, a mail asks the person to choose one."""


class StaffEditForm(StaffFieldsMixin, UserEditForm):
    """A person's account and profile."""
