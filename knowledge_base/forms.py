"""Inputs of the editing forms."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from knowledge_base.models import Script
from lms.access import readable_collections


class SceneInput(forms.TextInput):
    """Free text that suggests the scenes in use, so that few words stay few."""

    template_name = "knowledge_base/widgets/scene_input.html"

    def get_context(
        self, name: str, value: object, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Add the scenes of all scripts."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-scenes"
        context["widget"]["attrs"]["list"] = list_id
        scenes = Script.objects.exclude(scene="").values_list("scene", flat=True)
        return {**context, "scenes": scenes.distinct().order_by("scene")}


class EntryForm(WagtailAdminModelForm):
    """Offers only the collections that the writer may read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collection = self.fields.get("collection")
        if collection is not None and self.for_user is not None:
            readable = readable_collections(self.for_user, key="pk")
            collection.queryset = collection.queryset.filter(readable)
