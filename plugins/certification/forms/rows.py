"""Schemes, levels and topics."""

from typing import Any

from django import forms

from plugins.certification.models import Level, Scheme, SignOffTopic

NAMED = ["name", "name_en", "code", "text", "text_en"]
_SHORT = forms.Textarea(attrs={"rows": 2})
_WIDGETS = {"text": _SHORT, "text_en": _SHORT}


class CodedForm(forms.ModelForm[Any]):
    """The code is given once: requirements and numbers of certificates name it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class SchemeForm(CodedForm):
    """A ladder of levels."""

    class Meta:
        model = Scheme
        fields = [*NAMED, "is_on"]
        widgets = _WIDGETS


class LevelForm(CodedForm):
    """A step of a ladder, without what it asks for."""

    class Meta:
        model = Level
        fields = [
            *("scheme", "rank"),
            *NAMED,
            *("validity_months", "renewal_days", "needs_second_person", "is_on"),
        ]
        widgets = _WIDGETS


class TopicForm(CodedForm):
    """Something that is signed off."""

    class Meta:
        model = SignOffTopic
        fields = NAMED
        widgets = _WIDGETS
