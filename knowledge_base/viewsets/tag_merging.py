"""Merging a tag into another, in Wagtail's admin."""

from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from knowledge_base.exceptions import UnmergeableTagsError
from knowledge_base.models import Tag
from knowledge_base.models.tag_usage import with_usage
from knowledge_base.services.tags import merge_tags
from knowledge_base.viewsets.tag_forms import MergeForm

_KINDS = {
    "article_count": gettext_lazy("Articles"),
    "faq_count": gettext_lazy("FAQ entries"),
    "script_count": gettext_lazy("Scripts"),
    "document_count": gettext_lazy("Documents"),
    "image_count": gettext_lazy("Images"),
}


class TagMergeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks into which tag to merge, says what will happen, and does it."""

    model = Tag
    permission_required = "change"
    header_icon = "tag"
    page_title = gettext_lazy("Merge")
    template_name = "knowledge_base/admin/merge_tags.html"
    _show_breadcrumbs = True

    @cached_property
    def object(self) -> Tag:
        """The tag that goes, with its counts."""
        tags = with_usage(Tag.objects.canonical(), self.request.user)
        return get_object_or_404(tags, pk=unquote(str(self.kwargs["pk"])))

    def get_page_subtitle(self) -> str:
        """Return the name of the tag."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead to the list and to the tag."""
        edit = reverse("lms_tags:edit", args=[quote(self.object.pk)])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("lms_tags:index"), "label": Tag._meta.verbose_name_plural},
            {"url": edit, "label": str(self.object)},
            {"url": "", "label": self.page_title, "sublabel": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and, once a tag is chosen, what will happen."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = kwargs.get("form") or self._form(self.request.GET or None)
        into = form.cleaned_data["into"] if form.is_valid() else None
        return {
            **context,
            "tag": self.object,
            "form": form,
            "into": into,
            "counts": uses_of(self.object),
            "index_url": reverse("lms_tags:index"),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Merge, or show what is wrong."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        into = form.cleaned_data["into"]
        try:
            merge_tags(tag=self.object, into=into, user=request.user)
        except UnmergeableTagsError as error:
            form.add_error("into", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        text = _("“%(tag)s” is merged into “%(into)s”.")
        messages.success(request, text % {"tag": self.object, "into": into})
        return redirect("lms_tags:edit", into.pk)

    def _form(self, data: Any) -> MergeForm:
        return MergeForm(data, tag=self.object)


def uses_of(tag: Tag) -> list[tuple[Any, int]]:
    """Return how many items of each kind have a tag that came through `with_usage`."""
    return [(label, getattr(tag, name)) for name, label in _KINDS.items()]
