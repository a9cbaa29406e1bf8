"""The forms of the screen: to search plugins, and to set one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.search import SearchForm

from lms.plugins.config import Setting, SettingValue

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LARGEST = 2**53 - 1
"""Whole numbers up to here are the same in every JSON reader."""


class PluginSearchForm(SearchForm):
    """Searches the part of the list that somebody looks at."""

    show = forms.CharField(required=False, label="", widget=forms.HiddenInput)


def settings_form(
    declared: Mapping[str, Setting],
    stored: Mapping[str, SettingValue],
    data: Mapping[str, Any] | None = None,
) -> forms.Form:
    """Return a form with a field for each setting; what is not stored has its default.

    Raises TypeError for a default that is neither bool nor int nor str.
    """
    fields = {name: _field(name, setting) for name, setting in declared.items()}
    form_class = type("SettingsForm", (forms.Form,), fields)
    known = {name: setting.default for name, setting in declared.items()}
    initial = known | {name: stored[name] for name in known.keys() & stored.keys()}
    form: forms.Form = form_class(data, initial=initial, prefix="setting")
    return form


def _field(name: str, setting: Setting) -> forms.Field:
    options: dict[str, Any] = {"label": setting.label, "help_text": _help(setting)}
    default = setting.default
    if setting.choices:
        by_text = {str(value): value for value, _label in setting.choices}
        choices = [(str(value), label) for value, label in setting.choices]
        return forms.TypedChoiceField(
            choices=choices, coerce=by_text.__getitem__, **options
        )
    if isinstance(default, bool):
        return forms.BooleanField(required=False, **options)
    if isinstance(default, int):
        return forms.IntegerField(min_value=-LARGEST, max_value=LARGEST, **options)
    if isinstance(default, str):
        return forms.CharField(required=False, max_length=10_000, **options)
    raise TypeError(f"The default of {name} is neither bool nor int nor str.")


def _help(setting: Setting) -> "_StrOrPromise":
    default = _("Default: {value}")
    return format_lazy(
        "{} {}", setting.help, format_lazy(default, value=_word(setting))
    )


def _word(setting: Setting) -> "_StrOrPromise":
    """Return the default as people read it."""
    for value, label in setting.choices:
        if value == setting.default:
            return label
    if isinstance(setting.default, bool):
        return _("yes") if setting.default else _("no")
    return str(setting.default) or _("empty")
