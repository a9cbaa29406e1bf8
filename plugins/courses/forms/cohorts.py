"""What trainers fill in to plan cohorts and their people."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, RowsField, day_input, refuse_far
from lms.models import Team
from plugins.courses.forms.fields import monday_of, teachers
from plugins.courses.models import Cohort, CohortIssue, CoursePage
from plugins.courses.models.cohort import WEEK
from plugins.courses.services.classes.cohorts import (
    FIRST_PHASES,
    Span,
    as_lines,
    phases_of,
)

MOST_LINES = 500
_WEEKS = 4  # of a cohort that catches up


class IssuesField(RowsField):
    """A choice of issues, each with the cohort that raised it."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the issue and its cohort."""
        return f"{obj.text} ({obj.cohort.title})"


class CohortForm(forms.ModelForm[Cohort]):
    """A cohort, its trainers and its phases."""

    trainers = PeopleField(label=_("trainers"), queryset=None, required=False)
    phases = forms.CharField(
        label=_("phases"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, with its weeks: “Delivery 4-6”."),
    )
    issues = IssuesField(
        label=_("issues to take up"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What earlier cohorts raised and is in no plan yet."),
    )

    class Meta:
        model = Cohort
        fields = ("title", "course", "begins_on", "ends_on", "trainers", "capacity", "has_waiting_list")  # fmt: skip
        widgets = {"begins_on": day_input(), "ends_on": day_input()}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            chosen = [person.pk for person in self.instance.trainers.all()]
        else:
            chosen = self.initial.get("trainers") or [user.pk]
        people: Any = self.fields["trainers"]
        people.queryset = teachers(chosen)
        self.initial["trainers"] = chosen
        carried = CohortIssue.objects.visible_for(user).carried()
        if carried.exists():
            issues: Any = self.fields["issues"]
            issues.queryset = carried.select_related("cohort")
            self.initial.setdefault("issues", [] if self.instance.pk else carried)
        else:
            del self.fields["issues"]
        courses: Any = self.fields["course"]
        courses.queryset = CoursePage.objects.visible_for(user)
        if self.instance.course_id:
            courses.queryset |= CoursePage.objects.filter(pk=self.instance.course_id)
        for name in ("begins_on", "ends_on"):
            self.fields[name].validators.append(refuse_far)
        spans = self.instance.phases.values_list("title", "first_week", "last_week") if self.instance.pk else FIRST_PHASES  # fmt: skip
        self.initial.setdefault("phases", as_lines(spans))

    def clean_phases(self) -> list[Span]:
        """Return the spans; refuse a line that is none."""
        try:
            return phases_of(self.cleaned_data["phases"])
        except ValueError as error:
            message = _("“%(line)s” names no weeks, such as 4-6.")
            raise ValidationError(message, params={"line": error}) from error


def catching_up(after: Cohort) -> dict[str, Any]:
    """Return what a cohort begins with whose people have to catch up on another one."""
    begins = monday_of(timezone.localdate()) + timedelta(days=WEEK)
    return {
        "title": (_("Make-up: %(title)s") % {"title": after.title})[:120],
        "course": after.course_id,
        "begins_on": begins,
        "ends_on": begins + timedelta(days=_WEEKS * WEEK - 1),
        "trainers": [each.pk for each in after.trainers.all()],
        "phases": as_lines([(_("Delivery"), 1, _WEEKS)]),
    }


class PeopleForm(forms.Form):
    """Who joins a cohort: names one a line, or whole teams."""

    names = forms.CharField(
        label=pgettext_lazy("cohort", "People"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("User names or staff numbers, one a line."),
    )
    teams = RowsField(
        label=_("Whole teams"),
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_names(self) -> list[Any]:
        """Return the people; refuse a line that is nobody."""
        text = self.cleaned_data["names"].replace(",", "\n").replace("，", "\n")
        lines = [*dict.fromkeys(filter(None, map(str.strip, text.splitlines())))]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(most)d at a time."), params={"most": MOST_LINES})  # fmt: skip
        found = people_called(lines)
        unknown = [line for line in lines if line not in found]
        if unknown:
            message = _("Nobody here is called: %(lines)s.")
            raise ValidationError(message, params={"lines": ", ".join(unknown)})
        return [*found.values()]

    def people(self) -> list[Any]:
        """Return everybody who was named, once."""
        teams = {part.pk for team in self.cleaned_data["teams"] for part in team.with_descendants()}  # fmt: skip
        users = get_user_model()._default_manager.filter(is_active=True)
        of_teams = users.filter(staff_profile__team__in=teams).order_by("pk") if teams else []  # fmt: skip
        return [*dict.fromkeys([*self.cleaned_data["names"], *of_teams])]


def people_called(lines: list[str]) -> dict[str, Any]:
    """Return active people by the user name or staff number by which they are called."""
    model = get_user_model()
    name = model.USERNAME_FIELD
    rows = model._default_manager.filter(is_active=True).select_related("staff_profile")
    wanted = Q(**{f"{name}__in": lines}) | Q(staff_profile__staff_number__in=lines)
    known = {}
    for person in rows.filter(wanted):
        profile = getattr(person, "staff_profile", None)
        known[str(getattr(profile, "staff_number", "") or "")] = person
        known[person.get_username()] = person
    return {line: known[line] for line in lines if line in known}
