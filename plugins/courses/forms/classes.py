"""What trainers fill in to plan classes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from lms.form_fields import PersonField, day_input, moment_input, refuse_far
from lms.search.links import links_of, target_at
from lms.targets import Target
from plugins.courses.enums import ClassKind
from plugins.courses.forms.fields import teachers
from plugins.courses.models import ClassSession, Cohort
from plugins.courses.services.classes.timetable import Rhythm, drafts

MOST_WEEKS = 52
_PARTS = re.compile(r"[,，、;；\n]")
_TURN = re.compile(r"(?P<kind>\D+?)\s*(?P<number>\d{1,2})")


class ClassForm(forms.ModelForm[ClassSession]):
    """One class."""

    trainer = PersonField(label=_("trainer"), queryset=None, required=False)
    links = forms.CharField(
        label=_("Materials"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Addresses of articles, scripts, cases or courses of this site, one a line. "
            "Each is shown to whoever may read it."
        ),
    )
    is_rest = forms.BooleanField(
        label=_("Move all later classes by as much, too"), required=False
    )

    class Meta:
        model = ClassSession
        fields = ("title", "kind", "starts_at", "minutes", "room", "link", "trainer", "trainer_name", "notes")  # fmt: skip
        widgets = {
            "starts_at": moment_input(),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["starts_at"].validators.append(refuse_far)
        row = self.instance
        people: Any = self.fields["trainer"]
        people.queryset = teachers([row.trainer_id] if row.trainer_id else ())
        shown = links_of(map(Target.named, row.materials), user)
        self.initial["links"] = "\n".join(each.url for each in shown.values())
        self._shown = {str(target) for target in shown}
        if row.pk:
            self.initial["starts_at"] = localtime(row.starts_at, get_default_timezone())
            for name in self._kept():
                # What the person saw is sent along: so each change is known as theirs.
                self.fields[name].show_hidden_initial = True
        else:
            del self.fields["is_rest"]

    def _kept(self) -> list[str]:
        return [name for name in self.fields if name != "is_rest"]

    def go_on_from(self, held: "ClassForm") -> list[str]:
        """Take in what somebody else has saved meanwhile, in a form that is not sent.

        What the person has not touched becomes as it is saved. Returns the fields that
        both have changed, each otherwise: there it stays as the person wrote it.
        """
        sent: Any = self.data
        mine, data, both = {*self.changed_data}, sent.copy(), []
        for name in self._kept():
            seen, saved = self.add_initial_prefix(name), held.in_browser(name)
            hidden = str(held[name].value() or "")
            is_theirs = not _is_same(hidden, data.get(seen, ""))
            if name not in mine:
                data[name] = saved
            elif is_theirs and not _is_same(saved, data.get(name, "")):
                both.append(name)
            data[seen] = hidden
        self.data = data
        return both

    def in_browser(self, name: str) -> str:
        """Return what a field holds as browsers send it."""
        widget, value = self.fields[name].widget, self[name].value()
        if isinstance(widget, forms.DateTimeInput):
            value = widget.format_value(value)
        return "" if value is None else str(value)

    def clean_links(self) -> list[str]:
        """Return what is kept; what the person may not read stays as it is."""
        hidden = [text for text in self.instance.materials if text not in self._shown]
        found = []
        for line in filter(
            None, map(str.strip, self.cleaned_data["links"].splitlines())
        ):
            kept = target_at(line, self.user)
            if kept is None:
                message = _(
                    "“%(line)s” is nothing on this site that can be found by search."
                )
                raise ValidationError(message, params={"line": line})
            found.append(str(kept))
        return [*dict.fromkeys([*found, *hidden])]


def _is_same(one: str, other: str) -> bool:
    """Compare what browsers send, which end lines in their own way."""
    return one.split() == other.split()


class TimetableForm(forms.Form):
    """Twice a week at two, for three weeks: what makes a row of classes."""

    title = forms.CharField(label=pgettext_lazy("class", "title"), max_length=110)
    kind = ClassSession._meta.get_field("kind").formfield()
    turns = forms.CharField(
        label=_("Kinds in turn"),
        required=False,
        max_length=200,
        help_text=_(
            "Such as “theory 3, practice 4, review 3”: the first three classes, and so "
            "on; all later ones are of the kind above."
        ),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("class", "On"),
        choices=[*WEEKDAYS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=[1, 3],
    )
    at = forms.TimeField(
        label=pgettext_lazy("class", "At"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial="14:00",
    )
    minutes = forms.IntegerField(label=_("minutes"), min_value=5, max_value=720, initial=120)  # fmt: skip
    first_day = forms.DateField(label=_("From"), widget=day_input(), validators=[refuse_far])  # fmt: skip
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MOST_WEEKS, initial=3)  # fmt: skip
    skipped = forms.CharField(
        label=_("Not on"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Days to be skipped, such as 2026-10-01, one a line."),
    )
    room = forms.CharField(label=_("room"), max_length=80, required=False)
    link = forms.URLField(label=_("address of the meeting"), required=False, assume_scheme="https")  # fmt: skip
    trainer = PersonField(label=_("trainer"), queryset=None, required=False)
    trainer_name = forms.CharField(label=_("trainer from outside"), max_length=80, required=False)  # fmt: skip

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.initial = {"first_day": cohort.begins_on, "title": cohort.title, **self.initial}  # fmt: skip
        people: Any = self.fields["trainer"]
        people.queryset = teachers()

    def clean_turns(self) -> list[str]:
        """Return the kinds of the first classes, one each; refuse what is none."""
        known = kinds_by_word()
        found: list[str] = []
        for part in filter(None, map(str.strip, _PARTS.split(self.cleaned_data["turns"]))):  # fmt: skip
            match = _TURN.fullmatch(part)
            kind = _kind(match["kind"].casefold(), known) if match else None
            if match is None or kind is None:
                message = _("“%(part)s” is no kind of class with a number, such as “theory 3”.")  # fmt: skip
                raise ValidationError(message, params={"part": part})
            found += [kind] * int(match["number"])
        return found

    def clean_skipped(self) -> list[date]:
        """Return the days; refuse what is none."""
        found = []
        text = self.cleaned_data["skipped"].replace(",", " ").replace("，", " ")
        for word in text.split():
            try:
                found.append(date.fromisoformat(word))
            except ValueError as error:
                message = _("“%(word)s” is no day such as 2026-10-01.")
                raise ValidationError(message, params={"word": word}) from error
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a rhythm without a day."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.rhythm().days():
            raise ValidationError(_("No day is left: choose other days or more weeks."))
        return values

    def rhythm(self) -> Rhythm:
        """Return when the classes are."""
        names = ("first_day", "weeks", "weekdays", "at", "minutes", "skipped")
        return Rhythm(**{name: self.cleaned_data[name] for name in names})

    def classes(self) -> list[ClassSession]:
        """Return what comes of it, unsaved."""
        found = drafts(self.template(), self.rhythm().moments())
        for each, kind in zip(found, self.cleaned_data["turns"], strict=False):
            each.kind = kind
        return found

    def template(self) -> ClassSession:
        """Return what the classes have in common."""
        names = ("title", "kind", "minutes", "room", "link", "trainer", "trainer_name")
        values = {name: self.cleaned_data[name] for name in names}
        return ClassSession(cohort=self.cohort, **values)


def _kind(word: str, known: Mapping[str, str]) -> str | None:
    """Return the kind of a word, or of the beginning of one: “理论” is “理论课”."""
    begun = (kind for name, kind in known.items() if name.startswith(word))
    return known.get(word) or (next(begun, None) if len(word) > 1 else None)


def kinds_by_word() -> dict[str, str]:
    """Return each kind of class, but for make-up classes, by its words in all languages."""
    found = {}
    for kind in [*ClassKind]:
        if kind == ClassKind.MAKE_UP:
            continue
        found[kind.value] = kind.value
        for language, _name in settings.LANGUAGES:
            with override(language):
                found[str(kind.label).casefold()] = kind.value
    return found


class ListFileForm(forms.Form):
    """A table of marks."""

    file = forms.FileField(label=_("CSV or XLSX"))
