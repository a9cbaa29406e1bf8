"""What is filled in to ask, and to answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.models.periods import site_day
from lms.form_fields import PeopleField, day_input
from lms.models import Team
from lms.people.here import people_here
from plugins.surveys.enums import QuestionKind
from plugins.surveys.forms.fields import TeamsField
from plugins.surveys.models import Question, Questionnaire, QuestionnaireVersion, Wave
from plugins.surveys.services.figures import PERCENT
from plugins.surveys.services.waves import Audience
from plugins.surveys.wording import Doubt, doubts_about

MOST_QUESTIONS = 40
_SPARE = 3
_MOST_OPTIONS = 12
_MOST_TEXT = 2000


class AnswerForm(forms.Form):
    """The questions of a survey."""

    def __init__(self, *args: Any, asked: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in asked:
            self.fields[question.key] = _field_of(question)

    def ballot(self) -> dict[str, str]:
        """Return what was answered, by the keys of the questions."""
        return {key: value for key, value in self.cleaned_data.items() if value}


_ENDS = {
    QuestionKind.SCALE: _("1: not at all, 5: fully"),
    QuestionKind.CSAT: _("1: very dissatisfied, 5: very satisfied"),
    QuestionKind.NPS: _("0: not at all likely, 10: certain"),
    QuestionKind.CES: _("1: very hard, 7: very easy"),
}


def _field_of(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label,
        "required": question.is_required,
        "help_text": _ENDS.get(question.kind, ""),
    }
    if question.kind is QuestionKind.TEXT:
        return forms.CharField(
            **common, max_length=_MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
        )
    return forms.ChoiceField(
        **common, choices=question.answers, widget=forms.RadioSelect
    )


class QuestionnaireForm(forms.ModelForm[Questionnaire]):
    """What a questionnaire is called."""

    class Meta:
        model = Questionnaire
        fields = ["name", "name_en", "is_retired"]


_SENTENCES = {
    Doubt.LEADING: _(
        "“%(words)s” suggests an answer. Ask so that every answer is as easy to give."
    ),
    Doubt.TWO_IN_ONE: _(
        "“%(words)s” asks two things at once? Then make two questions of it."
    ),
}


class QuestionForm(forms.Form):
    """One question."""

    key = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=QuestionKind.choices,
        initial=QuestionKind.SCALE,
    )
    text = forms.CharField(
        label=pgettext_lazy("survey", "Question"), max_length=300, required=False
    )
    text_en = forms.CharField(
        label=_("Question in English"), max_length=300, required=False
    )
    options = forms.CharField(
        label=_("What may be chosen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For “one of several”: one a line; English after a |."),
    )
    is_required = forms.BooleanField(
        label=_("must be answered"), required=False, initial=True
    )

    def doubts(self) -> list[str]:
        """Say which words give an answer away, or ask two things; nothing is refused."""
        texts = (str(self[name].value() or "") for name in ("text", "text_en"))
        return [
            _SENTENCES[doubt] % {"words": words}
            for text in texts
            for doubt, words in doubts_about(text)
        ]

    def clean_options(self) -> list[list[str]]:
        """Return each as Chinese and English."""
        lines = filter(str.strip, self.cleaned_data["options"].splitlines())
        pairs = [[part.strip() for part in line.partition("|")[::2]] for line in lines]
        if len(pairs) > _MOST_OPTIONS:
            raise ValidationError(_("These are more than anybody chooses from."))
        return pairs

    def clean(self) -> Any:
        """Ask for two options at least where one is chosen; a row without text is none."""
        cleaned = super().clean() or {}
        if not cleaned.get("text"):
            return cleaned
        is_choice = cleaned.get("kind") == QuestionKind.CHOICE
        if is_choice and len(cleaned.get("options") or ()) < 2:  # noqa: PLR2004 (a choice)
            self.add_error("options", _("Please name two or more."))
        return cleaned


class _Questions(forms.BaseFormSet[QuestionForm]):
    """The questions in their order."""

    def clean(self) -> None:
        """Refuse a questionnaire that asks nothing."""
        is_whole = self.management_form.is_valid() and not any(self.errors)
        if is_whole and not self.questions():
            raise ValidationError(_("Please write one question at least."))

    def questions(self) -> list[Question]:
        """Return what is to be asked."""
        kept = [
            form.cleaned_data
            for form in self.ordered_forms
            if form.cleaned_data.get("text")
        ]
        return [
            Question(
                key=row["key"],
                kind=QuestionKind(row["kind"]),
                text=row["text"],
                text_en=row["text_en"],
                options=row["options"] if row["kind"] == QuestionKind.CHOICE else (),
                is_required=row["is_required"],
            )
            for row in kept
        ]


QuestionFormSet: Any = forms.formset_factory(
    QuestionForm,
    formset=_Questions,
    extra=_SPARE,
    can_delete=True,
    can_order=True,
    max_num=MOST_QUESTIONS,
    validate_max=True,
    absolute_max=MOST_QUESTIONS + _SPARE,
)


def rows_of(version: QuestionnaireVersion | None) -> list[dict[str, Any]]:
    """Return the questions of a version as the forms show them."""
    asked = version.asked if version else ()
    return [
        {
            "key": question.key,
            "kind": question.kind,
            "text": question.text,
            "text_en": question.text_en,
            "options": "\n".join("|".join(filter(None, o)) for o in question.options),
            "is_required": question.is_required,
        }
        for question in asked
    ]


class WaveForm(forms.ModelForm[Wave]):
    """When it is asked, and what it is compared with."""

    class Meta:
        model = Wave
        fields = ["name", "name_en", "opens_on", "closes_on", "target", "before"]
        widgets = {"opens_on": day_input(), "closes_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = Wave.objects.filter(
            version__questionnaire=self.instance.version.questionnaire_id
        )
        field: Any = self.fields["before"]
        field.queryset = earlier.exclude(pk=self.instance.pk)
        field.empty_label = _("Nothing")

    def clean(self) -> Any:
        """Refuse one that is over before it is saved."""
        cleaned = super().clean() or {}
        last = cleaned.get("closes_on")
        if last and last < site_day(timezone.now()):
            self.add_error("closes_on", _("This day is over."))
        return cleaned


class NewWaveForm(WaveForm):
    """A survey, and whom it asks; neither this nor who is anonymous changes later."""

    is_everybody = forms.BooleanField(label=_("Everybody"), required=False)
    teams = TeamsField(
        label=_("Teams, with those below them"), queryset=None, required=False
    )
    people = PeopleField(
        label=pgettext_lazy("survey", "People"), queryset=None, required=False
    )
    share = forms.IntegerField(
        label=_("Percent of them, drawn by lot"),
        min_value=1,
        max_value=PERCENT,
        initial=PERCENT,
    )

    class Meta(WaveForm.Meta):
        fields = [*WaveForm.Meta.fields, "is_anonymous", "is_interview"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields
        known["teams"].queryset = Team.objects.all()
        here = people_here(localdate())
        known["people"].queryset = here

    def clean(self) -> Any:
        """Refuse to ask nobody."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("is_everybody", "teams", "people")):
            self.add_error("is_everybody", _("Please choose whom to ask."))
        return cleaned

    def audience(self) -> Audience:
        """Return who is asked."""
        known = self.cleaned_data
        return Audience(
            is_everybody=known["is_everybody"],
            teams=[*known["teams"]],
            people=[*known["people"]],
            share=known["share"],
        )
