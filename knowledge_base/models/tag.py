"""Tags, the categories that they are in, and the names that lead to them."""

import re
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from lms.bilingual import in_readers_language
from lms.search.analysis import fold

_TRACE = re.compile("→[→←]+")  # the name of a row that only old versions know
_MEANT = Coalesce("alias_of_id", "pk")


def tag_key(name: str) -> str:
    """Return what two ways to write the same tag have in common.

    Width, case, spaces, and traditional or simplified characters make no difference.
    """
    return "".join(fold(name).split())


def trace_name(pk: int) -> str:
    """Return a name that nobody types, and that search has no word for."""
    return "→" + f"{pk:b}".replace("1", "→").replace("0", "←")


class TagCategory(models.Model):
    """What tags are about: products, processes, emotions."""

    label = models.CharField(_("label"), max_length=60, unique=True)
    label_en = models.CharField(_("label in English"), max_length=60, blank=True)
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest number comes first.")
    )

    class Meta:
        verbose_name = _("tag category")
        verbose_name_plural = _("tag categories")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return in_readers_language(self.label, self.label_en)


class TagQuerySet(models.QuerySet["Tag"]):
    """Tags and aliases."""

    def get_by_natural_key(self, name: str) -> "Tag":
        """Return the row with this name."""
        return self.get(name=name)

    def canonical(self) -> Self:
        """Return the tags themselves, without aliases."""
        return self.filter(alias_of=None)

    def keys_meant_by(self, name: str) -> "models.QuerySet[Tag, Any]":
        """Return the key of the tag that has this name or alias, for a subselect."""
        return self.filter(key=tag_key(name)).values_list(_MEANT)

    def keys_like(self, key: str) -> "models.QuerySet[Tag, Any]":
        """Return the keys of tags with this in their name or in an alias."""
        return self.filter(key__contains=key).values_list(_MEANT)

    def meant_by(self, tags: Iterable[Any]) -> list[Any]:
        """Return the tags that names or rows lead to; an unknown name becomes one."""
        asked = list(tags)
        keys = [tag_key(name) for name in asked if isinstance(name, str)]
        rows = self.filter(key__in=keys).select_related("alias_of")
        known = {row.key: row for row in rows}
        return [
            _survivor(known.get(tag_key(tag)) or self._added(tag))
            if isinstance(tag, str)
            else _survivor(tag)
            for tag in asked
        ]

    def _added(self, name: str) -> "Tag":
        return self.get_or_create(key=tag_key(name), defaults={"name": name})[0]

    def survivors(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """Return, for the keys of aliases among `keys`, the keys of their tags."""
        aliases = self.filter(pk__in=list(keys)).exclude(alias_of=None)
        return dict(aliases.values_list("pk", "alias_of_id"))


class Tag(TagBase):
    """A word that articles, FAQ entries, scripts and files share.

    A row with `alias_of` is another name of a tag, and what is left of a tag that was
    merged: old versions of items know tags by key, so that no key may go. No item has
    it. Without a `key` it is no name any more, and leads only old versions on.
    """

    free_tagging = True

    key = models.CharField(  # noqa: DJ001 (unique, where there is one)
        max_length=100, unique=True, null=True, editable=False
    )
    category = models.ForeignKey(
        TagCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tags",
    )
    alias_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="aliases",
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the key that goes with the name."""
        self.key = None if _TRACE.fullmatch(self.name) else tag_key(self.name)
        if (fields := kwargs.get("update_fields")) and "name" in fields:
            kwargs["update_fields"] = {*fields, "key"}
        super().save(*args, **kwargs)

    def retire(self) -> None:
        """Free the name of an alias; old versions still find its tag."""
        self.name = trace_name(self.pk)
        self.save(update_fields=["name"])

    @property
    def alias_names(self) -> list[str]:
        """The other names; prefetch `aliases` in lists."""
        return [alias.name for alias in self.aliases.all() if alias.key]


def _survivor(tag: Any) -> Any:
    alias_of = getattr(tag, "alias_of", None)
    return tag if alias_of is None else alias_of
