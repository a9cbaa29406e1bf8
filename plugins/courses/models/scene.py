"""Scenes: situations that are played, or recordings that are commented."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.models import Faq, Script
from plugins.courses.dialogue import Turn, read_turns
from plugins.courses.enums import Difficulty, SceneChannel, SceneEmotion, SceneKind

TOLD = (
    *("title", "kind", "channel", "emotion", "difficulty"),
    *("situation", "role_card", "expected", "forbidden", "dialogue"),
)
"""What a sitting keeps of its scene, once somebody has scored it."""
SEARCHED = ("title", "situation", "role_card", "expected", "forbidden", "dialogue")


class SceneQuerySet(models.QuerySet["Scene"]):
    """Scenes, as trainers look for them."""

    def matching(self, words: str) -> Self:
        """Return those with each of the words somewhere in their texts."""
        found = self
        for word in words.split():
            each = Q()
            for name in SEARCHED:
                each |= Q(**{f"{name}__icontains": word})
            found = found.filter(each)
        return found


class Scene(models.Model):
    """A situation for a candidate, and a role for whoever plays the customer."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("scene", "title"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("scene", "kind"),
        max_length=10,
        choices=SceneKind,
        default=SceneKind.CUSTOMER,
    )
    channel = models.CharField(
        pgettext_lazy("scene", "channel"),
        max_length=10,
        choices=SceneChannel,
        default=SceneChannel.PHONE,
    )
    emotion = models.CharField(
        _("customer's emotion"),
        max_length=10,
        choices=SceneEmotion,
        default=SceneEmotion.CALM,
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Difficulty, default=Difficulty.MEDIUM
    )
    situation = models.TextField(
        _("situation"),
        max_length=2000,
        help_text=_("What the candidate knows when it begins; of a defence, the case."),
    )
    role_card = models.TextField(
        _("role card"),
        max_length=4000,
        blank=True,
        help_text=_(
            "For whoever plays the customer, or what the panel asks at a defence; "
            "hidden from the candidate."
        ),
    )
    expected = models.TextField(
        _("expected"),
        max_length=2000,
        blank=True,
        help_text=_("What a good answer has, a line each; hidden from the candidate."),
    )
    forbidden = models.TextField(
        _("not to be said or done"),
        max_length=2000,
        blank=True,
        help_text=_("A line each; hidden from the candidate."),
    )
    dialogue = models.TextField(
        _("recording"),
        max_length=10_000,
        blank=True,
        help_text=_("A line for each turn: “speaker: words”. Judges comment on lines."),
    )
    scripts: Any = models.ManyToManyField(
        Script, verbose_name=_("scripts"), blank=True, related_name="+"
    )
    faq_entries: Any = models.ManyToManyField(
        Faq, verbose_name=_("FAQ entries"), blank=True, related_name="+"
    )
    is_on = models.BooleanField(
        _("in use"), default=True, help_text=_("Drawn for new sittings.")
    )

    objects = SceneQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("scene")
        verbose_name_plural = _("scenes")
        ordering = ["difficulty", "title"]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.title

    @property
    def told(self) -> dict[str, Any]:
        """What it says now."""
        return {name: getattr(self, name) for name in TOLD}

    @property
    def turns(self) -> list[Turn]:
        """The recording, line by line."""
        return read_turns(self.dialogue)

    @property
    def expected_points(self) -> list[str]:
        """What a good answer has."""
        return [*filter(None, map(str.strip, self.expected.splitlines()))]

    @property
    def forbidden_points(self) -> list[str]:
        """What must not happen."""
        return [*filter(None, map(str.strip, self.forbidden.splitlines()))]
