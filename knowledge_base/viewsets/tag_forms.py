"""Forms of the tag manager."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from knowledge_base.models import Tag
from knowledge_base.services.tags import taken_names, write_tag

_SEPARATOR = re.compile(r"[\n,，、;；]")


class TagForm(WagtailAdminModelForm):
    """Name, category and aliases; a name that is taken is refused beside its field."""

    other_names = forms.CharField(
        label=_("Aliases"),
        help_text=_(
            "Other names that lead to the tag, one a line. "
            "When you rename the tag, its old name becomes one."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    class Meta:
        model = Tag
        fields = ["name", "category"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["other_names"] = "\n".join(self.instance.alias_names)

    def clean_name(self) -> str:
        """Refuse another way to write a tag that is there."""
        name: str = self.cleaned_data["name"]
        self._refuse_taken([name])
        return name

    def clean_other_names(self) -> list[str]:
        """Return the aliases; refuse what is a tag, or leads to another one."""
        typed = _SEPARATOR.split(self.cleaned_data["other_names"])
        names = [*filter(None, (" ".join(name.split()) for name in typed))]
        longest = Tag._meta.get_field("name").max_length or 0
        if any(len(name) > longest for name in names):
            text = _("An alias has at most %(limit)d characters.")
            raise forms.ValidationError(text, params={"limit": longest})
        self._refuse_taken(names)
        return names

    def validate_unique(self) -> None:
        """Leave it to the fields: a tag may take the name of an alias of its own."""

    def save(self, commit: bool = True) -> Tag:  # noqa: ARG002, FBT001, FBT002 (Django's)
        """Save the tag with its aliases."""
        return write_tag(
            tag=self.instance,
            aliases=self.cleaned_data["other_names"],
            user=self.for_user,
        )

    def _refuse_taken(self, names: list[str]) -> None:
        if taken := taken_names(names, self.instance):
            raise forms.ValidationError([*taken.values()])


class MergeForm(forms.Form):
    """Into which tag another one is merged."""

    into = forms.ModelChoiceField(
        label=_("Merge into"), queryset=Tag.objects.none(), empty_label="-"
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Tag.objects.canonical().exclude(pk=tag.pk)  # type: ignore[attr-defined] # a ModelChoiceField
