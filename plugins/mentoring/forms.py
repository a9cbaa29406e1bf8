"""What people fill in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from knowledge_base.models.periods import site_day
from lms.form_fields import PersonField, day_input
from lms.people.display import display_name
from lms.people.here import by_name, people_here
from plugins.mentoring.enums import Side
from plugins.mentoring.models import (
    DailyReview,
    Leave,
    Mentor,
    Observation,
    Pair,
    ServiceReview,
    Step,
)
from plugins.mentoring.models.written import BEST
from plugins.mentoring.services.pairing import Plan
from plugins.mentoring.services.suggesting import Suggestion

USUAL = timedelta(weeks=12)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MentorField(forms.ModelChoiceField[Any]):
    """A choice of mentors, who suits best first; those who are full are not offered."""

    widget = forms.RadioSelect

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer these."""
        free = [each for each in suggestions if not each.is_full]
        people = get_user_model()._default_manager
        self.queryset = people.filter(pk__in=[each.person.pk for each in free])
        self.choices = [(each.person.pk, _said_of(each)) for each in free]


def _said_of(each: Suggestion) -> str:
    """Return name, what fits, load and merit, in a line."""
    parts = [display_name(each.person)]
    if each.matches:
        fits = pgettext("mentor", "fits: %(words)s") % {"words": " ".join(each.matches)}
        parts.append(fits)
    else:
        parts.append(each.mentor.directions)
    load = gettext("has %(running)s of %(most)s apprentices")
    parts.append(load % {"running": each.figures.running, "most": each.most})
    if each.figures.pairs:
        merit = gettext("%(score)s results for each apprentice, %(passed)s passed")
        parts.append(merit % {"score": each.figures.score, "passed": each.figures.passed})  # fmt: skip
    return " · ".join(parts)


class OfferForm(forms.ModelForm[Mentor]):
    """What somebody teaches."""

    class Meta:
        model = Mentor
        fields = ["directions", "note", "is_open"]
        widgets = {"note": _lines(3)}


class MentorForm(OfferForm):
    """The same, about somebody else."""

    class Meta(OfferForm.Meta):
        fields = ["person", *OfferForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people_here(localdate())
        field.disabled = self.instance.pk is not None


class PlanForm(forms.ModelForm[Pair]):
    """What a pair is for, and how long it lasts."""

    class Meta:
        model = Pair
        fields = ["direction", "starts_on", "ends_on", "goals"]
        widgets = {
            "starts_on": day_input(),
            "ends_on": day_input(),
            "goals": _lines(4),
        }

    def plan(self) -> Plan:
        """Return what was filled in."""
        names = ("starts_on", "ends_on", "direction", "goals")
        return Plan(**{name: self.cleaned_data[name] for name in names})

    def _post_clean(self) -> None:
        """Leave the row alone: a service changes it, and says what is refused."""


class PairForm(PlanForm):
    """A new pair."""

    apprentice = PersonField(label=_("apprentice"), queryset=None)
    mentor = MentorField(
        label=_("mentor"),
        queryset=None,
        help_text=_(
            "Who fits the direction comes first, of these who has the fewest "
            "apprentices, then whose apprentices achieve most."
        ),
    )
    field_order = ["apprentice", "direction", "mentor"]

    def __init__(
        self,
        data: Any,
        *,
        suggestions: Sequence[Suggestion],
        today: date,
        initial: Mapping[str, Any],
    ) -> None:
        usual = {"starts_on": today, "ends_on": today + USUAL}
        super().__init__(data, initial={**usual, **initial})
        fields: Any = self.fields
        fields["apprentice"].queryset = by_name(without_mentor())
        fields["mentor"].offer(suggestions)


def without_mentor() -> Any:
    """Return those who have no mentor now."""
    taught = Pair.objects.running().exclude(apprentice=None).values("apprentice")
    people = get_user_model()._default_manager.filter(is_active=True)
    left = Q(staff_profile__leaves_date__lt=site_day(timezone.now()))
    rows = people.exclude(Q(pk__in=taught) | left).select_related("staff_profile__team")
    return rows.order_by("last_name", "first_name", "pk")


class HandOverForm(forms.Form):
    """Who goes on with an apprentice."""

    mentor = MentorField(label=_("Who goes on"), queryset=None)
    words = forms.CharField(
        label=_("Why? Both read this."), max_length=500, widget=_lines(2)
    )

    def __init__(
        self, *args: Any, suggestions: Sequence[Suggestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["mentor"].offer(suggestions)


class ObservationForm(forms.ModelForm[Observation]):
    """What was seen, quickly, on a telephone too."""

    class Meta:
        model = Observation
        fields = ["seen_on", "behaviors", "advice"]
        widgets = {
            "seen_on": day_input(),
            "behaviors": _lines(3),
            "advice": _lines(2),
        }


class ReviewForm(forms.ModelForm[DailyReview]):
    """Three taps and a sentence."""

    class Meta:
        model = DailyReview
        fields = ["day", "attitude", "skill", "communication", "improvement"]
        widgets = {
            "day": day_input(),
            "attitude": forms.RadioSelect,
            "skill": forms.RadioSelect,
            "communication": forms.RadioSelect,
            "improvement": _lines(2),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("attitude", "skill", "communication"):
            field: Any = self.fields[name]
            field.choices = [each for each in field.choices if each[0]]


class LeaveForm(forms.ModelForm[Leave]):
    """Who is away, when and why."""

    class Meta:
        model = Leave
        fields = ["side", "first_day", "last_day", "reason"]
        widgets = {
            "side": forms.RadioSelect,
            "first_day": day_input(),
            "last_day": day_input(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["side"]
        field.choices = Side.choices

    def _post_clean(self) -> None:
        """Leave the row alone: a service makes it, and says what is refused."""


class ServiceReviewForm(forms.ModelForm[ServiceReview]):
    """What the apprentice found about the mentor's service."""

    score = forms.TypedChoiceField(
        label=_("The service as a whole"),
        choices=[(n, str(n)) for n in range(1, BEST + 1)],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("1: much to be done, 5: a model for others."),
    )

    class Meta:
        model = ServiceReview
        fields = ["score", "strengths", "improvements"]
        widgets = {"strengths": _lines(3), "improvements": _lines(3)}


class StepForm(forms.ModelForm[Step]):
    """A step of the plan."""

    class Meta:
        model = Step
        fields = ["text", "due_on"]
        widgets = {"due_on": day_input()}
