"""What is filled in to write a contest: what it is, and a block for each round."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import RowsField, day_input
from lms.models import Team
from plugins.contests.enums import JUDGED, RoundKind
from plugins.contests.forms.people import NamesField
from plugins.contests.models import Contest, Criterion, Round
from plugins.contests.models.contest import FULL, MOST_GOING_ON
from plugins.contests.services.planning import Planned

MOST_ROUNDS, SPARE = 8, 1
MOST_CRITERIA, MOST_PRIZES, MOST_PRIZE, _LONGEST_NAME = 12, 20, 1_000_000, 120
_CRITERION = re.compile(
    r"(?P<name>[^|]+?)(?:\|(?P<name_en>.+?))?[\s:]+(?P<weight>\d{1,3})\s*%?"
)
FIRST_CRITERIA = {
    RoundKind.PRACTICAL: "服务礼仪|Manners 30\n沟通与倾听|Listening 40\n问题解决|Solution 30",
    RoundKind.PROPOSAL: "问题抓得准|Problem 30\n可行性|Feasibility 40\n效益|Benefit 30",
}
FIRST_ROUNDS: Sequence[dict[str, Any]] = [
    {"kind": RoundKind.THEORY, "weight": 30, "goes_on": 20},
    {"kind": RoundKind.PRACTICAL, "weight": 40, "goes_on": 10, "criteria": FIRST_CRITERIA[RoundKind.PRACTICAL]},
    {"kind": RoundKind.PROPOSAL, "weight": 30, "criteria": FIRST_CRITERIA[RoundKind.PROPOSAL]},
]  # fmt: skip
"""What a new contest begins with."""


def criteria_in(text: str) -> list[dict[str, Any]]:
    """Return the criteria of a text, one in a line. Raises ValidationError."""
    found = []
    plain = unicodedata.normalize("NFKC", text)  # signs in full width are the same
    for line in filter(None, map(str.strip, plain.splitlines())):
        match = _CRITERION.fullmatch(line)
        if match is None or len(line) > _LONGEST_NAME:
            said = _("“%(line)s”: write a name and its weight, such as “Manners 30”.")
            raise ValidationError(said % {"line": line[:_LONGEST_NAME]})
        name, english = match["name"].strip(), (match["name_en"] or "").strip()
        found.append(vars(Criterion(name, int(match["weight"]), english)))
    if found and sum(each["weight"] for each in found) != FULL:
        raise ValidationError(_("The weights of the criteria must sum to 100."))
    if len(found) > MOST_CRITERIA or any(not each["weight"] for each in found):
        raise ValidationError(_("Twelve criteria at most, and none without a weight."))
    return found


def criteria_text(criteria: Sequence[Criterion]) -> str:
    """Return criteria as they are written."""
    names = ((each, f"|{each.name_en}" if each.name_en else "") for each in criteria)
    return "\n".join(f"{each.name}{english} {each.weight}" for each, english in names)


def prizes_in(text: str) -> list[str]:
    """Return the prizes of a text, the first first. Raises ValidationError."""
    words = [word for word in re.split(r"[,，、;；\s]+", text) if word]
    try:
        amounts = [Decimal(word) for word in words if len(word) <= len("1000000.00")]
    except InvalidOperation:
        amounts = []
    is_right = len(amounts) == len(words) <= MOST_PRIZES and all(
        each.is_finite() and 0 < each <= MOST_PRIZE and each == round(each, 2)
        for each in amounts
    )
    if not is_right:
        raise ValidationError(_("Write amounts such as: 2000, 1500, 1000"))
    return [f"{each.normalize():f}" for each in amounts]


class ContestForm(forms.ModelForm[Contest]):
    """What the contest is, who enters when, what there is to win."""

    teams = RowsField(
        label=Contest._meta.get_field("teams").verbose_name,
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With those below them. None: everybody may enter."),
    )
    prizes = forms.CharField(
        label=_("Prizes in yuan, the first place first"),
        required=False,
        max_length=300,
        help_text=_(
            "Whoever shares a place shares what their places win. Empty: honor alone."
        ),
    )

    class Meta:
        model = Contest
        fields = [
            *("title", "title_en", "description", "description_en"),
            *("opens_on", "closes_on", "team_size", "teams", "prizes"),
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "description_en": forms.Textarea(attrs={"rows": 3}),
            "opens_on": day_input(),
            "closes_on": day_input(),
        }

    def __init__(self, *args: Any, is_kept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["teams"].queryset = Team.objects.all()
        if self.instance.pk:
            self.initial["prizes"] = ", ".join(self.instance.prizes)
        for name in ("team_size", "teams", "prizes"):
            fields[name].disabled = is_kept

    def clean_prizes(self) -> list[str]:
        """Return the amounts."""
        return prizes_in(self.cleaned_data["prizes"])

    def clean(self) -> Any:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("This is before registration opens."))
        return cleaned

    def _save_m2m(self) -> None:
        """Leave it alone: a service saves a contest."""


_RULES = ("kind", "weight", "goes_on", "criteria", "drops_extremes")


class RoundForm(forms.Form):
    """One round; without a kind the block is none."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("round", "Kind"),
        choices=[("", "—"), *RoundKind.choices],
        required=False,
    )
    name = forms.CharField(
        label=pgettext_lazy("round", "Name, if it has one of its own"),
        max_length=_LONGEST_NAME,
        required=False,
    )
    name_en = forms.CharField(
        label=pgettext_lazy("round", "Name in English"),
        max_length=_LONGEST_NAME,
        required=False,
    )
    weight = forms.IntegerField(
        label=_("Weight in percent"), min_value=1, max_value=FULL, required=False
    )
    goes_on = forms.IntegerField(
        label=_("How many go on"),
        min_value=1,
        max_value=MOST_GOING_ON,
        required=False,
        help_text=_("Empty in the last round."),
    )
    day = forms.DateField(
        label=pgettext_lazy("round", "Day"),
        widget=day_input(),
        required=False,
        help_text=_("Of proposals the last day to hand them in."),
    )
    place = forms.CharField(
        label=pgettext_lazy("round", "Place"), max_length=_LONGEST_NAME, required=False
    )
    criteria = forms.CharField(
        label=_("What judges look at"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_(
            "A line for each: name, English after a |, weight. The weights sum to 100."
        ),
    )
    drops_extremes = forms.BooleanField(
        label=_("With five judges or more, leave out the highest and the lowest score"),
        required=False,
    )
    judges = NamesField(label=pgettext_lazy("contest", "Jury"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, str],
        is_kept: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["judges"].offer(people)
        for name in _RULES:
            fields[name].disabled = is_kept

    def clean_criteria(self) -> list[dict[str, Any]]:
        """Return the criteria."""
        return criteria_in(self.cleaned_data["criteria"])

    def clean(self) -> Any:
        """Ask for what its kind needs."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if not kind:
            return cleaned
        if not cleaned.get("weight") and "weight" not in self.errors:
            self.add_error("weight", _("Please say how much it counts."))
        if kind in JUDGED and "criteria" not in self.errors:
            if not cleaned.get("criteria"):
                self.add_error("criteria", _("Please say what judges look at."))
        elif kind not in JUDGED:
            cleaned["criteria"] = []
        if kind == RoundKind.PROPOSAL and not cleaned.get("day"):
            self.add_error("day", _("Please name the last day to hand proposals in."))
        return cleaned


class _Rounds(forms.BaseFormSet[RoundForm]):
    """The rounds in their order."""

    def clean(self) -> None:
        """Refuse weights that are not 100, and numbers that grow."""
        if any(self.errors) or not self.management_form.is_valid():
            return
        rounds = self.rounds()
        if not rounds:
            raise ValidationError(_("A contest needs one round at least."))
        if sum(each.weight for each in rounds) != FULL:
            raise ValidationError(_("The weights of the rounds must sum to 100."))
        numbers = [each.goes_on for each in rounds[:-1]]
        if None in numbers:
            raise ValidationError(_("Say of each round but the last how many go on."))
        if rounds[-1].goes_on is not None:
            raise ValidationError(_("After the last round nobody goes on: leave it empty."))  # fmt: skip
        counts = [number or 0 for number in numbers]
        if counts != sorted(counts, reverse=True):
            raise ValidationError(_("In a later round no more can go on than before."))

    def rounds(self) -> list[Planned]:
        """Return the rounds as they are written."""
        forms_in_order = self.ordered_forms if self.can_order else self.forms
        rows = [f.cleaned_data for f in forms_in_order if f.cleaned_data.get("kind")]
        names = Planned.__dataclass_fields__
        return [Planned(**{name: row[name] for name in names}) for row in rows]


def round_formset(*, is_kept: bool) -> Any:
    """Return the set of blocks; where rules are kept no round comes or goes."""
    return forms.formset_factory(
        RoundForm,
        formset=_Rounds,
        extra=0 if is_kept else SPARE,
        can_delete=not is_kept,
        can_order=not is_kept,
        max_num=MOST_ROUNDS,
        validate_max=True,
        absolute_max=MOST_ROUNDS + SPARE,
    )


def written_rounds(rows: Sequence[Round]) -> list[dict[str, Any]]:
    """Return rounds as their blocks show them: load `judges`."""
    return [
        {
            **{name: getattr(row, name) for name in ("kind", "name", "name_en", "weight", "goes_on", "day", "place", "drops_extremes")},
            "criteria": criteria_text(row.parts),
            "judges": [each.pk for each in row.judges.all()],
        }
        for row in rows
    ]  # fmt: skip
