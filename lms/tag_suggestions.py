"""Tags that Wagtail suggests while somebody types one."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from taggit.models import ItemBase, Tag
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT, autocomplete

from lms.access import Reader, reads_everything
from lms.policies import readable_rows


def suggest_tags(
    request: HttpRequest, app_name: str = "", model_name: str = ""
) -> JsonResponse:
    """Suggest tags of what the person may read, and tags of nothing.

    Raises Http404 for what is no model of tags.
    """
    answer: JsonResponse = autocomplete(request, app_name, model_name)
    term = request.GET.get("term")
    if not term or reads_everything(request.user):
        return answer
    model = _tag_model(app_name, model_name)
    tags = model._default_manager.filter(
        suggestible(request.user, model), name__istartswith=term
    )
    names = tags.order_by("name").values_list("name", flat=True)
    return JsonResponse([*names[:TAGS_AUTOCOMPLETE_LIMIT]], safe=False)


def suggestible(user: Reader, tag_model: Any) -> Q:
    """Return a filter on tags that something readable has, or nothing at all.

    A row that points at another tag, as an alias does, counts as that tag.
    """
    same = [f.attname for f in tag_model._meta.fields if f.related_model is tag_model]
    readable, used = Q(pk__in=()), Q(pk__in=())
    for through in _throughs(tag_model):
        tag = Q(*((("tag", OuterRef(key))) for key in ["pk", *same]), _connector=Q.OR)
        rows = through._default_manager.filter(tag)
        used |= Q(Exists(rows))
        items = through._meta.get_field("content_object").related_model
        open_rows = readable_rows(user, items).values("pk")
        readable |= Q(Exists(rows.filter(content_object__in=open_rows)))
    return readable | ~used


def _throughs(tag_model: Any) -> list[Any]:
    models = [relation.related_model for relation in tag_model._meta.related_objects]
    return [model for model in models if issubclass(model, ItemBase)]


def _tag_model(app_name: str, model_name: str) -> Any:
    if not app_name:
        return Tag
    kind = get_object_or_404(ContentType, app_label=app_name, model=model_name)
    return kind.model_class()
