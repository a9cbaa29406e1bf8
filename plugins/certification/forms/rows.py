"""Schemes, levels and topics."""

from django import forms

from plugins.certification.models import Level, Scheme, SignOffTopic

NAMED = ["name", "name_en", "code", "text", "text_en"]
_SHORT = forms.Textarea(attrs={"rows": 2})
_WIDGETS = {"text": _SHORT, "text_en": _SHORT}


class SchemeForm(forms.ModelForm[Scheme]):
    """A ladder of levels."""

    class Meta:
        model = Scheme
        fields = [*NAMED, "is_on"]
        widgets = _WIDGETS


class LevelForm(forms.ModelForm[Level]):
    """A step of a ladder, without what it asks for."""

    class Meta:
        model = Level
        fields = [
            *("scheme", "rank"),
            *NAMED,
            *("validity_months", "renewal_days", "needs_second_person", "is_on"),
        ]
        widgets = _WIDGETS


class TopicForm(forms.ModelForm[SignOffTopic]):
    """Something that is signed off."""

    class Meta:
        model = SignOffTopic
        fields = NAMED
        widgets = _WIDGETS
