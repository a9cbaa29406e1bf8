"""What trainers fill in for people who missed training."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import (
    PeopleField,
    PersonField,
    day_input,
    moment_input,
    refuse_far,
)
from plugins.courses.enums import ClassKind, ExamState
from plugins.courses.forms.fields import teachers
from plugins.courses.models import ClassSession, Cohort, Exam
from plugins.courses.services.catching_up import Arrangement, Missed
from plugins.courses.services.classes.booking import fitting, with_places

_DAYS = 14  # until the exam, unless somebody says otherwise


class ClassField(forms.ModelChoiceField[ClassSession]):
    """A choice of a class, by when it is and what it is called."""

    def label_from_instance(self, obj: ClassSession) -> str:
        """Return moment and title, in the time of the site."""
        begins = localtime(obj.starts_at, get_default_timezone())
        return f"{date_format(begins)} {begins:%H:%M} {obj.title}"


class CatchUpForm(forms.Form):
    """Who gets a make-up class, which one, and which exam until when."""

    people = PeopleField(
        label=_("people"),
        queryset=None,
        error_messages={"required": _("Tick at least one person.")},
    )
    session: Any = ClassField(
        label=_("make-up class"),
        queryset=None,
        required=False,
        empty_label=_("A new one, as follows"),
    )
    title = forms.CharField(
        label=pgettext_lazy("class", "title"), max_length=120, required=False
    )
    starts_at = forms.DateTimeField(
        label=_("begins"),
        widget=moment_input(),
        required=False,
        validators=[refuse_far],
    )
    minutes = forms.IntegerField(
        label=_("minutes"), min_value=5, max_value=720, initial=120, required=False
    )
    room = forms.CharField(label=_("room"), max_length=80, required=False)
    trainer = PersonField(label=_("trainer"), queryset=None, required=False)
    exam: Any = forms.ModelChoiceField(label=_("compulsory exam"), queryset=None)
    due_on = forms.DateField(
        label=_("exam due on"), widget=day_input(), validators=[refuse_far]
    )

    def __init__(
        self, *args: Any, cohort: Cohort, missed: list[Missed], user: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, now = cohort, timezone.now()
        fields: dict[str, Any] = self.fields
        users = get_user_model()._default_manager
        keys = [each.member.person_id for each in missed]
        fields["people"].queryset = users.filter(pk__in=keys)
        free = with_places(fitting([cohort], now)).select_related("cohort")
        fields["session"].queryset = free.order_by("starts_at", "pk")
        fields["trainer"].queryset = teachers([user.pk])
        exams = Exam.objects.open_to(user).filter(state=ExamState.OPEN)
        fields["exam"].queryset = exams.order_by("title", "pk")
        own = (
            exams.filter(course=cohort.course_id) if cohort.course_id else exams.none()
        )
        self.initial = {
            "people": [
                each.member.person_id for each in missed if not each.is_arranged
            ],
            "session": free.first(),
            "title": _("Make-up: %(title)s") % {"title": cohort.title[:100]},
            "trainer": user.pk,
            "exam": own.first(),
            "due_on": timezone.localdate(now) + timedelta(days=_DAYS),
        }

    @property
    def has_exams(self) -> bool:
        """Whether there is an exam to be given."""
        fields: dict[str, Any] = self.fields
        return bool(fields["exam"].queryset.exists())

    def clean(self) -> dict[str, Any]:
        """Refuse a class that lacks something, and an exam before the class."""
        values: dict[str, Any] = super().clean() or {}
        begins = values.get("starts_at")
        if values.get("session") is not None:
            begins = values["session"].starts_at
        elif "session" not in self.errors:
            for name in ("title", "starts_at", "minutes"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("A new class needs this."))
            if begins is not None and begins <= timezone.now():
                self.add_error("starts_at", _("This moment is over."))
        day = values.get("due_on")
        if begins is not None and day is not None and day < timezone.localdate(begins):
            self.add_error("due_on", _("This is before the make-up class."))
        return values

    def arrangement(self) -> Arrangement:
        """Return what people get."""
        known = self.cleaned_data
        names = ("title", "starts_at", "minutes", "room", "trainer")
        session = known["session"] or ClassSession(
            cohort=self.cohort,
            kind=ClassKind.MAKE_UP,
            **{name: known[name] for name in names},
        )
        return Arrangement(session, known["exam"], known["due_on"])
