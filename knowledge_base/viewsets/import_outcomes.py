"""What became of what is in a batch, or would become of it, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy

from knowledge_base.importers.drafts import State
from knowledge_base.models import ArticlePage, Faq, ImportBatch, KnowledgeItem, Script

Outcome = dict[str, Any]
Labels = Mapping[Any, Any]
Addresses = Mapping[tuple[str, str], str]
_PLAN = {
    State.FAILED: gettext_lazy("Would be refused"),
    State.ADDED: gettext_lazy("Would be added"),
    State.UPDATED: gettext_lazy("Would be updated"),
    State.UNCHANGED: gettext_lazy("Is there already, unchanged"),
}
_RESULT = {
    State.FAILED: gettext_lazy("Refused"),
    State.ADDED: gettext_lazy("Added"),
    State.UPDATED: gettext_lazy("Updated"),
    State.UNCHANGED: gettext_lazy("Was there already, unchanged"),
}
_KINDS = {
    "article": gettext_lazy("Article"),
    "faq": gettext_lazy("FAQ entry"),
    "script": gettext_lazy("Script"),
    "placeholder": gettext_lazy("placeholder"),
    "phrase": gettext_lazy("phrase"),
    "rewriting": gettext_lazy("rewriting pair"),
    "file": gettext_lazy("File"),
}
_EDITED = {
    "article": (ArticlePage, "wagtailadmin_pages:edit"),
    "faq": (Faq, "wagtailsnippets_lms_knowledge_base_faq:edit"),
    "script": (Script, "wagtailsnippets_lms_knowledge_base_script:edit"),
}


def labels_of(batch: ImportBatch) -> Labels:
    """Return what each state is called, before and after the batch was taken in."""
    return _RESULT if batch.is_done else _PLAN


def worst_first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Put first what a person should look at."""
    return sorted(outcomes, key=lambda o: (o["state"] != "failed", not o["remarks"]))


def in_words(
    outcomes: Iterable[Outcome], labels: Labels, addresses: Addresses | None = None
) -> list[Outcome]:
    """Return outcomes with what people read of state and kind, and where they lead."""
    return [
        {
            **outcome,
            "label": labels[outcome["state"]],
            "kind_label": _KINDS.get(outcome["kind"], ""),
            "url": (addresses or {}).get((outcome["kind"], outcome["source"]), ""),
        }
        for outcome in outcomes
    ]


def addresses_of(outcomes: Iterable[Outcome]) -> Addresses:
    """Return the addresses of the forms by kind and source, in one query."""
    models = {kind: model for kind, (model, _name) in _EDITED.items()}
    types = ContentType.objects.get_for_models(*models.values())
    kinds = {types[model].pk: kind for kind, model in models.items()}
    sources = [outcome["source"] for outcome in outcomes if outcome["source"]]
    found = KnowledgeItem.objects.filter(source__in=sources).order_by("pk")
    return {
        (kinds[kind], source): reverse(_EDITED[kinds[kind]][1], args=[key])
        for kind, source, key in found.values_list(
            "content_type_id", "source", "object_id"
        )
        if kind in kinds
    }
