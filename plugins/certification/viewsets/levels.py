"""Levels in Wagtail's admin: their figures, and what each version asks for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from lms.extensions import requirement_kinds
from plugins.certification import trees
from plugins.certification.exceptions import CertificationError
from plugins.certification.forms import GroupForm, LevelForm, RequirementForm
from plugins.certification.models import Level, LevelVersion
from plugins.certification.services.evaluating import group_label, label_of
from plugins.certification.services.versions import (
    change_draft,
    discard_draft,
    draft_of,
    publish_version,
)
from plugins.certification.viewsets.rows import RowsViewSet, RowView


def shown(node: trees.Tree, path: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return a group or a requirement as the template shows it."""
    if not trees.is_group(node):
        again = node.get("again", True)
        return {"label": label_of(node), "path": _written(path), "again": again}
    parts = [shown(part, (*path, place)) for place, part in enumerate(node["parts"])]
    form = GroupForm(
        initial={"rule": node["rule"], "needed": node.get("needed", 1)},
        auto_id=f"group-{_written(path)}-%s",
    )
    return {
        "label": group_label(node),
        "path": _written(path),
        "is_root": not path,
        "is_group": True,
        "may_nest": len(path) + 1 < trees.DEEPEST,
        "parts": parts,
        "form": form,
    }


def _written(path: tuple[int, ...]) -> str:
    return ".".join(map(str, path))


def _read(text: str) -> tuple[int, ...]:
    """Return a path as it was sent; one that leads nowhere for what is none."""
    parts = text.split(".") if text else []
    return tuple(int(p) if p.isdecimal() and p.isascii() else -1 for p in parts)


class LevelView(RowView):
    """A level: its figures, its draft, and the versions that were published."""

    template_name = "lms_certification/admin/level.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the figures, or take one step with the draft."""
        action = request.POST.get("action", "")
        if action not in self.steps:
            return super().post(request, *args, **kwargs)
        if not self.user_has_permission("change"):
            raise PermissionDenied
        self.object = self.get_object()
        try:
            self.steps[action](self)
        except CertificationError as error:
            messages.error(request, str(error))
        except IndexError:
            messages.error(request, _("The draft was changed meanwhile. Please look at it as it is."))  # fmt: skip
        return redirect(f"{reverse('lms_certification_levels:edit', args=[self.object.pk])}#draft")  # fmt: skip

    def _draft(self) -> LevelVersion | None:
        found = LevelVersion.objects.filter(level=self.object, published_at=None)
        return found.first()

    def _begin(self) -> None:
        user = self.request.user
        draft_of(level=self.object, user=user, now=timezone.now())

    def _publish(self) -> None:
        if draft := self._draft():
            user, now = self.request.user, timezone.now()
            publish_version(version=draft, user=user, now=now)
            messages.success(self.request, _("Published: whoever applies from now on needs this."))  # fmt: skip

    def _discard(self) -> None:
        if draft := self._draft():
            discard_draft(version=draft)

    def _change(self, change: Callable[..., dict[str, Any]], *more: Any) -> None:
        path = _read(self.request.POST.get("path", ""))
        if draft := self._draft():
            change_draft(version=draft, tree=change(draft.tree, path, *more))

    def _add_group(self) -> None:
        self._change(trees.with_part, trees.empty())

    def _remove(self) -> None:
        if self.request.POST.get("path"):
            self._change(trees.without)

    def _rule(self) -> None:
        form = GroupForm(self.request.POST)
        if form.is_valid():
            known = form.cleaned_data
            self._change(trees.with_rule, known["rule"], known["needed"] or 1)

    def _add(self) -> None:
        form = self._requirement_form(self.request.POST)
        if form is not None and form.is_valid():
            self._change(trees.with_part, form.leaf())
        else:
            messages.error(self.request, _("Please fill in what the requirement takes."))  # fmt: skip

    steps: Mapping[str, Callable[["LevelView"], None]] = {
        "begin": _begin,
        "publish": _publish,
        "discard": _discard,
        "add-group": _add_group,
        "add": _add,
        "remove": _remove,
        "rule": _rule,
    }

    def _requirement_form(self, data: Any = None) -> RequirementForm | None:
        key = (data if data is not None else self.request.GET).get("kind", "")
        kind = requirement_kinds.get(key)
        return RequirementForm(data, key=key, kind=kind, auto_id="new-%s") if kind else None  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the draft, the form of a new requirement, and what was published."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        draft = self._draft()
        published = self.object.versions.exclude(published_at=None)
        versions = published.select_related("published_by")
        return {
            **context,
            "draft": draft,
            "root": shown(draft.tree) if draft else None,
            "versions": [(each, shown(each.tree)) for each in versions],
            "kinds": requirement_kinds.enabled(),
            "requirement": self._requirement_form() if draft else None,
            "path": self.request.GET.get("path", ""),
        }


class LevelViewSet(RowsViewSet):
    """The steps of the ladders."""

    model = Level
    form_class = LevelForm
    edit_view_class = LevelView
    icon = "order-up"
    menu_label = gettext_lazy("Levels and requirements")
    empty_text = gettext_lazy(
        "There are no levels yet. Add a scheme first, then its levels from the lowest "
        "up; after that each level says what it asks for."
    )
    list_display = [
        TitleColumn(
            "__str__",
            label=pgettext_lazy("certification", "level"),
            url_name="lms_certification_levels:edit",
        ),
        Column("scheme", label=gettext_lazy("scheme")),
        Column("rank", label=gettext_lazy("rank"), sort_key="rank"),
        Column("validity_months", label=gettext_lazy("valid for months")),
        BooleanColumn("needs_second_person", label=gettext_lazy("two people decide")),
        BooleanColumn("is_on", label=pgettext_lazy("certification", "offered")),
    ]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Bring the schemes along."""
        rows = Level.objects.select_related("scheme")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)
