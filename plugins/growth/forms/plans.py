"""What is filled in about personal plans and offers of help."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, day_input
from lms.people.here import people_here
from plugins.growth.forms.fields import all_lines, lines_input, with_blank
from plugins.growth.models import Goal, Offer, PersonalPlan, Skill

LONGEST_STEP = 200


class GoalForm(forms.ModelForm[Goal]):
    """A goal in SMART form, and the steps to it."""

    steps = forms.CharField(
        label=pgettext_lazy("goal", "steps"),
        max_length=2500,
        required=False,
        widget=lines_input(4),
        help_text=_("One a line, twelve at most; they are ticked off one by one."),
    )

    class Meta:
        model = Goal
        fields = ["what", "measure", "until", "skill", "level", "address"]
        widgets = {
            "what": lines_input(2),
            "measure": lines_input(2),
            "until": day_input(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["skill"].queryset = Skill.objects.filter(
            Q(is_retired=False) | Q(pk=self.instance.skill_id)
        )
        fields["skill"].empty_label = pgettext_lazy("goal", "none in particular")
        fields["level"].choices = with_blank(
            pgettext_lazy("goal", "no level"), Goal._meta.get_field("level").choices
        )
        if self.instance.pk:
            self.initial["steps"] = "\n".join(
                step.what for step in self.instance.steps.all()
            )

    def clean_until(self) -> Any:
        """Refuse a day that is over."""
        day = self.cleaned_data["until"]
        if "until" in self.changed_data and day < timezone.localdate():
            raise ValidationError(_("Please choose today or a later day."))
        return day

    def clean_address(self) -> str:
        """Take addresses of this site alone."""
        address = str(self.cleaned_data["address"])
        is_here = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)  # fmt: skip
        if address and not is_here:
            raise ValidationError(_("An address of this site begins with one slash, such as /kb/…"))  # fmt: skip
        return address

    def clean(self) -> Any:
        """Refuse a level of no skill."""
        cleaned = super().clean() or {}
        if cleaned.get("level") and not cleaned.get("skill"):
            self.add_error("skill", _("Please choose the skill that this level is of."))
        return cleaned

    def step_lines(self) -> list[str]:
        """Return the steps in their order."""
        return all_lines(self.cleaned_data["steps"], LONGEST_STEP)


class ShareForm(forms.Form):
    """Who besides the superior may read a plan, such as a mentor."""

    people = PeopleField(
        label=pgettext_lazy("personal plan", "Shared with"),
        queryset=None,
        required=False,
    )

    def __init__(self, *args: Any, plan: PersonalPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        here = people_here(timezone.localdate())
        field.queryset = here.exclude(pk=plan.person_id)


class OfferForm(forms.ModelForm[Offer]):
    """An offer of help."""

    class Meta:
        model = Offer
        fields = [
            *("title", "title_en", "what", "what_en", "how", "how_en"),
            *("hint", "hint_en", "place", "is_retired"),
        ]
        widgets = {
            name: lines_input(3) for name in ("what", "what_en", "how", "how_en")
        }
