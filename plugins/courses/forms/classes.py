"""What trainers fill in to plan cohorts and classes."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exports import display_name
from lms.models import Team
from plugins.courses.models import ClassSession, Cohort, CoursePage
from plugins.courses.services.class_materials import material_at, materials_of
from plugins.courses.services.cohorts import (
    ADD,
    FIRST_PHASES,
    Span,
    as_lines,
    phases_of,
)
from plugins.courses.services.timetable import Rhythm

MOST_WEEKS = 52
MOST_LINES = 500


def day_input() -> forms.DateInput:
    """Return a field for a day, its value as browsers want it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    """Return a field for a day and a time."""
    return forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return display_name(obj)


class PeopleField(forms.ModelMultipleChoiceField[Any]):
    """A choice of several people by their names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return display_name(obj)


def teachers(besides: Any = ()) -> Any:
    """Return those who may plan classes, and some more."""
    able = ModelBackend().with_perm(ADD, include_superusers=False)
    people = get_user_model()._default_manager.filter(is_active=True)
    found = people.filter(Q(pk__in=able.values("pk")) | Q(pk__in=besides))
    return found.order_by("last_name", "first_name", "pk")


class CohortForm(forms.ModelForm[Cohort]):
    """A cohort, its trainers and its phases."""

    trainers = PeopleField(label=_("trainers"), queryset=None, required=False)
    phases = forms.CharField(
        label=_("phases"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, with its weeks: “Delivery 4-6”."),
    )

    class Meta:
        model = Cohort
        fields = ("title", "course", "begins_on", "ends_on", "trainers", "capacity", "has_waiting_list")  # fmt: skip
        widgets = {"begins_on": day_input(), "ends_on": day_input()}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [p.pk for p in self.instance.trainers.all()] if self.instance.pk else [user.pk]  # fmt: skip
        people: Any = self.fields["trainers"]
        people.queryset = teachers(chosen)
        self.initial["trainers"] = chosen
        courses: Any = self.fields["course"]
        courses.queryset = CoursePage.objects.visible_for(user)
        if self.instance.course_id:
            courses.queryset |= CoursePage.objects.filter(pk=self.instance.course_id)
        spans = self.instance.phases.values_list("title", "first_week", "last_week") if self.instance.pk else FIRST_PHASES  # fmt: skip
        self.initial["phases"] = as_lines(spans)

    def clean_phases(self) -> list[Span]:
        """Return the spans; refuse a line that is none."""
        try:
            return phases_of(self.cleaned_data["phases"])
        except ValueError as error:
            message = _("“%(line)s” names no weeks, such as 4-6.")
            raise ValidationError(message, params={"line": error}) from error


class PeopleForm(forms.Form):
    """Who joins a cohort: names one a line, or whole teams."""

    names = forms.CharField(
        label=_("People"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("User names or staff numbers, one a line."),
    )
    teams = forms.ModelMultipleChoiceField(
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


class ClassForm(forms.ModelForm[ClassSession]):
    """One class."""

    trainer = PersonField(label=_("trainer"), queryset=None, required=False)
    links = forms.CharField(
        label=_("Materials"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Addresses of articles, scripts, cases or courses of this site, one a line. "
            "Each is shown to whoever may read it."
        ),
    )
    is_rest = forms.BooleanField(
        label=_("Move all later classes by as much, too"), required=False
    )

    class Meta:
        model = ClassSession
        fields = ("title", "kind", "starts_at", "minutes", "room", "link", "trainer", "trainer_name", "notes")  # fmt: skip
        widgets = {
            "starts_at": moment_input(),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        row = self.instance
        people: Any = self.fields["trainer"]
        people.queryset = teachers([row.trainer_id] if row.trainer_id else ())
        self.initial["links"] = "\n".join(each.url for each in materials_of(row.materials, user))  # fmt: skip
        self._shown = {material_at(line, user) for line in self.initial["links"].splitlines()}  # fmt: skip
        if row.pk:
            self.initial["starts_at"] = localtime(row.starts_at, get_default_timezone())
        else:
            del self.fields["is_rest"]

    def clean_links(self) -> list[str]:
        """Return what is kept; what the person may not read stays as it is."""
        hidden = [text for text in self.instance.materials if text not in self._shown]
        found = []
        for line in filter(
            None, map(str.strip, self.cleaned_data["links"].splitlines())
        ):
            kept = material_at(line, self.user)
            if kept is None:
                message = _(
                    "“%(line)s” is nothing on this site that can be found by search."
                )
                raise ValidationError(message, params={"line": line})
            found.append(kept)
        return [*dict.fromkeys([*found, *hidden])]


class TimetableForm(forms.Form):
    """Twice a week at two, for three weeks: what makes a row of classes."""

    title = forms.CharField(label=pgettext_lazy("class", "title"), max_length=110)
    kind = ClassSession._meta.get_field("kind").formfield()
    weekdays = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("class", "On"),
        choices=[*WEEKDAYS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=[1, 3],
    )
    at = forms.TimeField(
        label=pgettext_lazy("class", "At"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="14:00",
    )
    minutes = forms.IntegerField(label=_("minutes"), min_value=5, max_value=720, initial=120)  # fmt: skip
    first_day = forms.DateField(label=_("From"), widget=day_input())
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MOST_WEEKS, initial=3)  # fmt: skip
    skipped = forms.CharField(
        label=_("Not on"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Days to be skipped, such as 2026-10-01, one a line."),
    )
    room = forms.CharField(label=_("room"), max_length=80, required=False)
    link = forms.URLField(label=_("address of the meeting"), required=False, assume_scheme="https")  # fmt: skip
    trainer = PersonField(label=_("trainer"), queryset=None, required=False)
    trainer_name = forms.CharField(label=_("trainer from outside"), max_length=80, required=False)  # fmt: skip

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.initial = {"first_day": cohort.begins_on, "title": cohort.title, **self.initial}  # fmt: skip
        people: Any = self.fields["trainer"]
        people.queryset = teachers()

    def clean_skipped(self) -> list[date]:
        """Return the days; refuse what is none."""
        found = []
        text = self.cleaned_data["skipped"].replace(",", " ").replace("，", " ")
        for word in text.split():
            try:
                found.append(date.fromisoformat(word))
            except ValueError as error:
                message = _("“%(word)s” is no day such as 2026-10-01.")
                raise ValidationError(message, params={"word": word}) from error
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a rhythm without a day."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.rhythm().days():
            raise ValidationError(_("No day is left: choose other days or more weeks."))
        return values

    def rhythm(self) -> Rhythm:
        """Return when the classes are."""
        names = ("first_day", "weeks", "weekdays", "at", "minutes", "skipped")
        return Rhythm(**{name: self.cleaned_data[name] for name in names})

    def template(self) -> ClassSession:
        """Return what the classes have in common."""
        names = ("title", "kind", "minutes", "room", "link", "trainer", "trainer_name")
        values = {name: self.cleaned_data[name] for name in names}
        return ClassSession(cohort=self.cohort, **values)


class ListFileForm(forms.Form):
    """A table of marks."""

    file = forms.FileField(label=_("CSV or XLSX"))


def monday_of(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())
