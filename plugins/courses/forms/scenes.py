"""Scenes and practicals as trainers write them."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from knowledge_base.models import Faq, Script
from plugins.courses.models import Practical, Scene

_LINKS = {"scripts": Script, "faq_entries": Faq}


class SceneForm(WagtailAdminModelForm):
    """A scene; of scripts and FAQ entries it offers those that the person may read.

    Those that others have chosen and that are closed to the person stay chosen.
    """

    class Meta:
        model = Scene
        fields = [
            *("title", "kind", "channel", "emotion", "difficulty", "situation"),
            *("role_card", "expected", "forbidden", "dialogue"),
            *("scripts", "faq_entries", "is_on"),
        ]
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 5})
                for name in ("situation", "role_card", "expected", "forbidden")
            },
            "dialogue": forms.Textarea(attrs={"rows": 10}),
            "scripts": forms.SelectMultiple(attrs={"size": 8}),
            "faq_entries": forms.SelectMultiple(attrs={"size": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in _LINKS.items():
            field: Any = self.fields[name]
            field.queryset = model.objects.visible_for(self.for_user)

    def clean(self) -> dict[str, Any]:
        """Keep what was chosen and cannot be seen."""
        known: dict[str, Any] = super().clean() or {}
        for name, model in _LINKS.items():
            if self.instance.pk and name in known:
                field: Any = self.fields[name]
                chosen = {row.pk for row in known[name]}
                kept = {row.pk for row in getattr(self.instance, name).all()}
                seen = {*field.queryset.filter(pk__in=kept).values_list("pk", flat=True)}  # fmt: skip
                known[name] = model.objects.filter(pk__in=chosen | (kept - seen))
        return known


class PracticalForm(WagtailAdminModelForm):
    """A practical on scenes that are in use."""

    class Meta:
        model = Practical
        fields = [
            *("title", "course", "rubric", "scenes", "judges_needed", "aggregation"),
            *("spread_limit", "pass_mark", "attempts", "passes_needed"),
            *("is_required", "shows_judges", "is_on"),
        ]
        widgets = {"scenes": forms.CheckboxSelectMultiple}
