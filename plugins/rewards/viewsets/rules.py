"""Rules of points in Wagtail's admin: tried, saved, switched, brought back."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from reversion.models import Version
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView

from lms.extensions import activity_types
from lms.row_history import Entry, history_of
from plugins.rewards.forms import RuleForm, VersionForm
from plugins.rewards.models import Rule, RuleVersion
from plugins.rewards.services.months import last_day, month_before
from plugins.rewards.services.rules import add_version, keep_rule, restore_rule
from plugins.rewards.services.trials import PastDeed, Trial, past_deeds, try_rule
from plugins.rewards.viewsets.desk import Action, DeskView, OfficeViewSet

MONTHS_TRIED = 3
FORMLESS = ("switch", "restore")
"""Buttons for which nothing need be filled in."""
MOST_SHOWN = 30


def activity_of(rule: Rule) -> Any:
    """Return what a rule gives points for, or that nothing offers it now."""
    known = activity_types.get(rule.activity)
    return known.label if known else _("Its plugin is not running")


class RuleSavingMixin:
    """Saves the rule with its history."""

    def save_instance(self) -> Any:
        """Save it under the name of the person."""
        view: Any = self
        return keep_rule(rule=view.form.instance, user=view.request.user)


class RuleAddView(RuleSavingMixin, CreateView):
    """Adds a rule, which is off until it has a version."""

    def get_success_url(self) -> str:
        """Lead to what it says."""
        return str(self.get_edit_url())


class RuleView(DeskView):
    """A rule: its versions, a new one, and what that would have given."""

    template_name = "lms_rewards/admin/rule.html"
    success_message = _("The rule is saved.")
    trial: Trial | None = None

    def make_form(self, data: Any) -> forms.Form:
        """Return the form of a new version, filled with the last one."""
        last = self._shown_version()
        names = VersionForm.Meta.fields[:5]
        initial = {name: getattr(last, name) for name in names} if last else {}
        if data is not None and data.get("action", "").startswith(FORMLESS):
            return forms.Form(data)
        return VersionForm(
            data, initial={**initial, "effective_from": timezone.localdate()}
        )  # type: ignore[return-value] # forms alike

    def _shown_version(self) -> RuleVersion | None:
        """Return the version to begin with: the last, or the earlier one asked for."""
        versions = self.object.versions.all()
        asked = self.request.GET.get("again", "")
        wanted = versions.filter(pk=asked) if asked.isdecimal() else versions
        return cast("RuleVersion | None", wanted.first())

    def buttons(self) -> Sequence[Action]:
        """Offer to try, to save, to switch, and to bring an earlier one back."""
        is_on = self.object.is_on
        earlier = [
            Action(f"restore-{entry.version.pk}", _("Bring back"))
            for entry in self.history()[1:]
        ]
        return [
            *earlier,
            Action("try", _("Try it on the last three months")),
            Action("save", _("Save as a new version")),
            Action(
                "switch", _("Switch off") if is_on else _("Switch on"), is_serious=is_on
            ),
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try a version without writing anything, or save it."""
        self.object = self.get_object()
        form: Any = self.get_form()
        self.form = form
        if request.POST.get("action") == "try" and form.is_valid():
            form.instance.rule = self.object
            self.trial = try_rule(form.instance, self._deeds())
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def history(self) -> list[Entry]:
        """Return what was changed about the rule itself, the newest first."""
        return history_of(self.object)[:MOST_SHOWN]

    def decide(self, action: str, values: dict[str, Any]) -> None:
        """Save a version, switch the rule, or bring an earlier one back."""
        user = self.request.user
        name, _dash, key = action.partition("-")
        if name == "switch":
            self.object.is_on = not self.object.is_on
            keep_rule(rule=self.object, user=user)
        elif name == "restore":
            version = Version.objects.get_for_object(self.object).get(pk=key)
            restore_rule(rule=self.object, version=version, user=user)
        else:
            version = RuleVersion(rule=self.object, **values)
            add_version(version=version, user=user)

    def _deeds(self) -> list[PastDeed]:
        today = timezone.localdate()
        first = today.replace(day=1)
        for _month in range(MONTHS_TRIED):
            first = month_before(first)
        last = last_day(month_before(today))
        return past_deeds(self.object, first, last)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add versions, trial and history."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = [each for each in context["buttons"] if "-" not in each.name]
        return {
            **context,
            "buttons": shown,
            "versions": self.object.versions.all(),
            "activity": activity_of(self.object),
            "trial": self.trial,
            "history": self.history(),
        }


class RuleViewSet(OfficeViewSet):
    """What earns points."""

    model = Rule
    add_view_class = RuleAddView
    edit_view_class = RuleView
    icon = "cogs"
    menu_label = _("Rules of points")
    empty_text = _(
        "There are no rules yet, so nothing earns points. Add one for each thing that "
        "shall, then save how many points it gives."
    )
    list_display = [
        TitleColumn(
            "__str__",
            label=pgettext_lazy("points", "Rule"),
            url_name="lms_rewards_rules:edit",
        ),
        Column("activity", label=pgettext_lazy("points", "For"), accessor=activity_of),
        BooleanColumn("is_on", label=_("switched on")),
    ]
    list_export = ["__str__", "activity", "is_on", "code"]
    search_fields = ["name", "name_en", "code"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form for a new one."""
        return RuleForm
