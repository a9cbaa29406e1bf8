"""What organisers fill in: plans, decisions, the weights of a course."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, moment_input, refuse_far
from lms.models import Team
from lms.people.display import display_name
from lms.people.here import by_name, people_here
from plugins.courses.models import Cohort, GradeScheme, Practical
from plugins.courses.models.sitting import JUDGE, LONGEST_REASON
from plugins.courses.services.practicals.planning import (
    Choice,
    Seat,
    choose,
    may_judge,
    not_passed,
)
from plugins.courses.services.practicals.scoring import FULL

MOST_AT_ONCE = 100


def judges() -> Any:
    """Return those who may be asked to judge."""
    return by_name(ModelBackend().with_perm(JUDGE, include_superusers=False))


class PlanForm(forms.Form):
    """Whom to examine in what, from when on, by whom."""

    choice: Choice
    """Whom of the chosen to plan, once the form is valid."""
    practical = forms.ModelChoiceField[Practical](label=_("Practical"), queryset=None)
    team = forms.ModelChoiceField[Team](
        label=_("A whole team"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("practical", "No team"),
    )
    cohort = forms.ModelChoiceField[Cohort](
        label=_("A whole cohort"),
        queryset=None,
        required=False,
        empty_label=_("No cohort"),
    )
    takes_course = forms.BooleanField(
        label=_("All who take its course and have not passed it"), required=False
    )
    candidates = PeopleField(label=_("Candidates"), queryset=None, required=False)
    judges = PeopleField(label=_("Judges"), queryset=None)
    first = forms.DateTimeField(
        label=_("First sitting"), widget=moment_input(), validators=[refuse_far]
    )
    minutes = forms.IntegerField(
        label=_("Minutes for each"), min_value=5, max_value=600, initial=30
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["cohort"].queryset = Cohort.objects.visible_for(user)
        practicals = Practical.objects.filter(is_on=True)
        fields["practical"].queryset = practicals.select_related("rubric")
        fields["team"].queryset = Team.objects.all()
        fields["candidates"].queryset = people_here(localdate())
        fields["judges"].queryset = judges()

    def clean(self) -> dict[str, Any]:
        """Ask for somebody who can be planned, and not for more than fit on a page."""
        known: dict[str, Any] = super().clean() or {}
        named, practical = [*known.get("candidates", ())], known.get("practical")
        if practical is None:
            return known
        self.choice = choose(practical, named, self._others(practical))
        if not self.choice.candidates:
            self.add_error("candidates", _("There is nobody to plan: choose people, a team, a cohort, or all of the course."))  # fmt: skip
        if len(self.choice.candidates) > MOST_AT_ONCE:
            message = _("Please plan at most %(n)d at once.") % {"n": MOST_AT_ONCE}
            self.add_error("candidates", message)
        return known

    def _others(self, practical: Practical) -> list[Any]:
        """Return those of the team, of the cohort and of the course."""
        known = self.cleaned_data
        found: list[Any] = []
        if team := known.get("team"):
            found += people_here(localdate()).filter(staff_profile__team=team)
        if cohort := known.get("cohort"):
            members = cohort.members.learning()
            found += people_here(localdate()).filter(pk__in=members.values("person"))
        if known.get("takes_course"):
            found += people_here(localdate()).filter(pk__in=not_passed(practical))
        return found


class SeatForm(forms.Form):
    """One sitting of a plan, which may be changed before it is saved."""

    is_taken = forms.BooleanField(label=_("Plan it"), required=False, initial=True)
    starts_at = forms.DateTimeField(
        label=_("Begins"), widget=moment_input(), validators=[refuse_far]
    )
    scene = forms.ChoiceField(label=_("Scene"))
    judges = forms.MultipleChoiceField(
        label=_("Judges"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        candidate: Any,
        scenes: Sequence[Any],
        panel: Sequence[Any],
        needed: int,
        seat: Seat | None = None,
    ) -> None:
        initial: dict[str, Any] = {}
        if seat is not None:
            initial = {
                "starts_at": seat.starts_at,
                "scene": seat.scene.pk,
                "judges": [judge.pk for judge in seat.judges],
            }
        super().__init__(data, prefix=f"seat{candidate.pk}", initial=initial)
        self.candidate, self.needed = candidate, needed
        self.scenes = {str(scene.pk): scene for scene in scenes}
        self.panel = {str(judge.pk): judge for judge in panel if may_judge(judge, candidate)}  # fmt: skip
        fields: Any = self.fields
        fields["scene"].choices = [(key, str(each)) for key, each in self.scenes.items()]  # fmt: skip
        fields["judges"].choices = [(key, display_name(each)) for key, each in self.panel.items()]  # fmt: skip

    def clean_judges(self) -> list[Any]:
        """Ask for as many judges as the practical needs."""
        chosen = self.cleaned_data["judges"]
        if self.data.get(self.add_prefix("is_taken")) and len(chosen) < self.needed:
            message = _("Please choose %(n)d judges.") % {"n": self.needed}
            raise ValidationError(message)
        return [self.panel[key] for key in chosen]

    @property
    def is_short(self) -> bool:
        """Whether too few may judge this candidate."""
        return len(self.panel) < self.needed

    def seat(self) -> Seat:
        """Return what is planned."""
        known = self.cleaned_data
        return Seat(
            candidate=self.candidate,
            starts_at=known["starts_at"],
            scene=self.scenes[known["scene"]],
            judges=known["judges"],
        )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=LONGEST_REASON, strip=True)


class ScoreForm(ReasonForm):
    """A mark with a reason."""

    score = forms.DecimalField(max_digits=5, decimal_places=2)


class MoveForm(ReasonForm):
    """Another time with a reason."""

    starts_at = forms.DateTimeField(validators=[refuse_far])


class JudgeForm(ReasonForm):
    """Another judge with a reason."""

    judge = forms.ModelChoiceField[Any](queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judge"].queryset = judges()  # type: ignore[attr-defined] # a field of choices


class SchemeForm(forms.ModelForm[GradeScheme]):
    """How a course weighs its parts."""

    class Meta:
        model = GradeScheme
        fields = [
            *("written_weight", "practical_weight", "written_floor", "practical_floor"),
            *("pass_mark", "merit_mark"),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse weights that do not sum to 100."""
        known: dict[str, Any] = super().clean() or {}
        weights = [known.get("written_weight") or 0, known.get("practical_weight") or 0]
        if not self.errors and sum(weights) != FULL:
            self.add_error("practical_weight", _("The weights must sum to 100."))
        return known
