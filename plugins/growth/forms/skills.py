"""What is filled in about skills, posts and rounds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PersonField, day_input
from lms.people.here import people_here
from plugins.growth.enums import Level, Weight
from plugins.growth.forms.fields import lines_input
from plugins.growth.models import Assessment, Post, Round, Skill
from plugins.growth.services.skills import Needs


class SkillForm(forms.ModelForm[Skill]):
    """A skill with its levels."""

    class Meta:
        model = Skill
        fields = [
            *("name", "name_en", "group", "place"),
            *(f"level_{level}" for level in Level.values),
            "is_retired",
        ]
        widgets = {f"level_{level}": lines_input(2) for level in Level.values}


def _levels() -> list[tuple[int, Any]]:
    names = [(level.value, f"{level.value} · {level.label}") for level in Level]
    return [(0, pgettext_lazy("need", "not asked for")), *names]


class PostForm(forms.ModelForm[Post]):
    """A post, and the level that it needs of each skill."""

    class Meta:
        model = Post
        fields = ["name", "name_en", "titles", "is_retired"]
        widgets = {"titles": lines_input(4)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post = self.instance
        known = {need.skill_id: need for need in post.needs.all()} if post.pk else {}
        self._skills = [*Skill.objects.in_use()]
        for skill in self._skills:
            need = known.get(skill.pk)
            self.fields[f"level-{skill.pk}"] = forms.TypedChoiceField(
                label=pgettext_lazy("skill", "Level"),
                coerce=int,
                choices=_levels(),
                initial=need.level if need else 0,
            )
            self.fields[f"weight-{skill.pk}"] = forms.TypedChoiceField(
                label=pgettext_lazy("need", "Weight"),
                coerce=int,
                choices=Weight.choices,
                initial=need.weight if need else Weight.LOW,
            )

    def need_fields(self) -> list[tuple[Skill, Any, Any]]:
        """Return each skill with its two fields."""
        return [
            (skill, self[f"level-{skill.pk}"], self[f"weight-{skill.pk}"])
            for skill in self._skills
        ]

    def own_fields(self) -> list[Any]:
        """Return the fields of the post itself."""
        return [self[name] for name in self.Meta.fields]

    def clean_titles(self) -> str:
        """Refuse titles that another post has."""
        titles = str(self.cleaned_data["titles"])
        wanted = Post(titles=titles).plain_titles
        others = Post.objects.filter(is_retired=False).exclude(pk=self.instance.pk)
        taken = {title: post for post in others for title in post.plain_titles}
        if both := sorted(wanted & {*taken}):
            said = _("The post “%(post)s” has the job title “%(title)s” already.")
            raise ValidationError(said, params={"post": taken[both[0]], "title": both[0]})  # fmt: skip
        return titles

    def needs(self) -> Needs:
        """Return what was chosen, by the key of the skill."""
        known = self.cleaned_data
        return {
            skill.pk: (known[f"level-{skill.pk}"], known[f"weight-{skill.pk}"])
            for skill in self._skills
        }


class RoundForm(forms.ModelForm[Round]):
    """A round to be opened today."""

    class Meta:
        model = Round
        fields = ["name", "due_on"]
        widgets = {"due_on": day_input()}

    def clean_due_on(self) -> Any:
        """Refuse a day that is over."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("Please choose today or a later day."))
        return day


class AssessorForm(forms.Form):
    """Who assesses."""

    assessor = PersonField(label=pgettext_lazy("assessment", "Assessor"), queryset=None)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessor"]
        here = people_here(timezone.localdate())
        field.queryset = here.exclude(pk=assessment.person_id)
