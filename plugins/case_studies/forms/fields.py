"""Fields and answers that several forms have."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import ArticlePage, Faq, Script
from lms.form_fields import RowsField
from lms.search.links import links_of, target_at
from lms.targets import Target
from plugins.case_studies.models import CasePage
from plugins.case_studies.services.offered import OWN_FIELDS

LINKS: Mapping[str, tuple[str, Any]] = {
    "knowledge_base:script": ("scripts", Script),
    "knowledge_base:faq": ("faq_entries", Faq),
    "knowledge_base:article": ("articles", ArticlePage),
}
OTHERS = "others"


def linked_row(address: str, user: Any) -> tuple[str, Any]:
    """Return the field of a case and what it keeps of an address: a row, or its name.

    Raises ValidationError for anything but what is open to `user`.
    """
    try:
        path = urlsplit(address).path
        match = resolve(path)
        if match.view_name in LINKS:
            name, model = LINKS[match.view_name]
            return name, model.objects.visible_for(user).get(**match.kwargs)
        if (target := target_at(path, user, besides=OWN_FIELDS)) is not None:
            return OTHERS, str(target)
    except (Resolver404, ObjectDoesNotExist, ValueError):
        pass
    message = _("“%(line)s” is nothing on this site that can be found by search.")
    raise ValidationError(message, params={"line": address})


def addresses_of_links(case: CasePage, user: Any) -> list[str]:
    """Return the addresses of what a case points at."""
    rows = [*case.scripts.all(), *case.faq_entries.all(), *case.articles.all()]
    others = links_of(map(Target.named, case.others), user).values()
    return [*(row.get_absolute_url() for row in rows), *(link.url for link in others)]


class TagsField(RowsField):
    """A choice of tags that are there, as far as the person sees what has them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return str(obj.name)
