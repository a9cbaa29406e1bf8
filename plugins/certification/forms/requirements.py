"""What a level asks for: forms made of what each kind of requirement takes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.extensions import Parameter, RequirementKind
from plugins.certification.enums import Rule

LONGEST = 200


class RequirementForm(forms.Form):
    """The parameters of one requirement."""

    def __init__(self, *args: Any, key: str, kind: RequirementKind, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.key, self.kind = key, kind
        for each in kind.parameters:
            self.fields[each.name] = _field(each)
        self.fields["again"] = forms.BooleanField(
            label=_("Ask again at each renewal"), required=False, initial=True
        )

    def leaf(self) -> dict[str, Any]:
        """Return the requirement, as JSON holds it."""
        values = dict(self.cleaned_data)
        again = values.pop("again")
        plain = {n: str(v) if isinstance(v, Decimal) else v for n, v in values.items()}
        return {"kind": self.key, "parameters": plain, "again": again}


class GroupForm(forms.Form):
    """How many of the parts of a group are needed."""

    rule = forms.ChoiceField(choices=Rule.choices)
    needed = forms.IntegerField(min_value=1, max_value=99, required=False)


def _field(parameter: Parameter) -> forms.Field:
    known: dict[str, Any] = {
        "label": parameter.label,
        "initial": parameter.default,
        "help_text": parameter.help,
    }
    if parameter.choices is not None:
        return forms.ChoiceField(choices=[*parameter.choices()], **known)
    if isinstance(parameter.default, int):
        return forms.IntegerField(min_value=0, **known)
    if isinstance(parameter.default, Decimal):
        return forms.DecimalField(min_value=Decimal(0), **known)
    return forms.CharField(max_length=LONGEST, **known)
