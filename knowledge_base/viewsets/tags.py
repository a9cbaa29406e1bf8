"""Tags in Wagtail's admin: what has them, and their names."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from knowledge_base.models import Tag, TagCategory
from knowledge_base.models.tag import tag_key
from knowledge_base.models.tag_usage import is_in_use, last_use, unused, with_usage
from knowledge_base.viewsets.tag_forms import TagForm
from knowledge_base.viewsets.tag_merging import TagMergeView, uses_of
from lms.exports import ExportIndexView


class TagFilterSet(WagtailFilterSet):
    """By category, and by whether anything has the tag."""

    category = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Category"),
        queryset=TagCategory.objects.all(),
        null_label=gettext_lazy("Without a category"),
        widget=forms.RadioSelect,
    )
    use = django_filters.ChoiceFilter(
        label=gettext_lazy("Use"),
        choices=[
            ("unused", gettext_lazy("Unused")),
            ("used", gettext_lazy("In use")),
        ],
        method="filter_use",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Tag
        fields: tuple[str, ...] = ()

    def filter_use(self, tags: QuerySet[Tag], _name: str, value: str) -> QuerySet[Tag]:
        """Keep what nothing has, or all else."""
        return tags.filter(unused() if value == "unused" else ~unused())


class TagIndexView(ExportIndexView):
    """Lists tags with what of each kind the person may read."""

    empty_text = gettext_lazy(
        "There are no tags yet. They come into being when somebody types one below an "
        "article, an FAQ entry or a script."
    )

    def get_base_queryset(self) -> QuerySet[Tag]:
        """Return the tags with counts and aliases, whatever their number at once."""
        tags = Tag.objects.canonical().select_related("category")
        return with_usage(tags.prefetch_related("aliases"), self.request.user)

    def search_queryset(self, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        """Find tags by a piece of their names or aliases, however it is written."""
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=Tag.objects.keys_like(tag_key(self.search_query)))

    def get_list_more_buttons(self, instance: Tag) -> list[Any]:
        """Offer to merge."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            url = reverse("lms_tags:merge", args=[instance.pk])
            buttons.append(MenuItem(_("Merge"), url, icon_name="resubmit", priority=25))
        return buttons


class TagDeleteView(DeleteView):
    """Deletes a tag that nothing has; else leads to merging."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether it may go."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "is_in_use": is_in_use(self.object),
            "merge_url": reverse("lms_tags:merge", args=[self.object.pk]),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse what something has, be it only a draft."""
        if is_in_use(self.object):
            return self.render_to_response(self.get_context_data(form=form))
        response: HttpResponse = super().form_valid(form)
        return response


def _uses(tag: Tag) -> str:
    return " · ".join(f"{label} {count}" for label, count in uses_of(tag) if count)


class TagViewSet(ModelViewSet):
    """Tags."""

    model = Tag
    name = "lms_tags"
    export_filename = "tags"
    icon = "tag"
    menu_label = gettext_lazy("Tags")
    index_view_class = TagIndexView
    delete_view_class = TagDeleteView
    delete_template_name = "knowledge_base/admin/delete_tag.html"
    copy_view_enabled = False
    filterset_class = TagFilterSet
    list_per_page = 50
    ordering = ["name"]
    search_fields = ["name"]
    search_backend_name = None
    list_display = [
        "name",
        Column("category", label=gettext_lazy("Category"), sort_key="category"),
        Column(
            "aliases",
            label=gettext_lazy("Aliases"),
            accessor=lambda tag: "、".join(tag.alias_names),
        ),
        Column("uses", label=gettext_lazy("Used by"), accessor=_uses),
        DateColumn("last_use", label=gettext_lazy("Last change"), accessor=last_use),
    ]

    def get_edit_handler(self) -> Any:
        """Return the panels, around the form that knows aliases."""
        panels = [FieldPanel("name"), FieldPanel("category"), FieldPanel("other_names")]
        return ObjectList(panels, base_form_class=TagForm).bind_to_model(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out where a tag is used: that list has titles of closed items."""
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        """Add merging, leave out usage."""
        merge = self.construct_view(TagMergeView)
        return [
            *(found for found in super().get_urlpatterns() if found.name != "usage"),
            path("merge/<int:pk>/", merge, name="merge"),
        ]


class TagCategoryViewSet(ModelViewSet):
    """What tags are about."""

    model = TagCategory
    name = "lms_tag_categories"
    index_view_class = ExportIndexView
    export_filename = "tag-categories"
    icon = "list-ul"
    menu_label = gettext_lazy("Tag categories")
    copy_view_enabled = False
    form_fields = ["label", "label_en", "sort_order"]
    list_display = ["label", "label_en", "sort_order"]
    search_fields = ["label", "label_en"]
    search_backend_name = None
