"""Skills, and which level of each a post needs."""

from collections.abc import Iterable
from typing import Any, Self

import reversion
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.growth.enums import Group, Level, Weight

KEEP = "lms_growth.keep_skill"
"""Who has it keeps skills, posts and rounds; it shows nobody's levels."""


def _behaviour(level: Level) -> Any:
    label = format_lazy("{n} · {name}", n=level.value, name=level.label)
    return models.CharField(
        label,
        max_length=300,
        blank=True,
        help_text=_("How one sees it. English after a bar: 中文|English."),
    )


class SkillQuerySet(models.QuerySet["Skill"]):
    """Skills."""

    def in_use(self) -> Self:
        """Return those that are looked at."""
        return self.filter(is_retired=False)


@reversion.register()
class Skill(models.Model):
    """Something that people can do better or worse, with five levels."""

    name = models.CharField(pgettext_lazy("skill", "name"), max_length=60, unique=True)
    name_en = models.CharField(
        pgettext_lazy("skill", "name in English"), max_length=60, blank=True
    )
    group = models.CharField(
        pgettext_lazy("skill", "group"), max_length=14, choices=Group
    )
    level_1 = _behaviour(Level.KNOWS)
    level_2 = _behaviour(Level.HELPED)
    level_3 = _behaviour(Level.ALONE)
    level_4 = _behaviour(Level.HARD)
    level_5 = _behaviour(Level.TEACHES)
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "place"),
        default=0,
        validators=[MaxValueValidator(999)],
        help_text=_("Within its group, the smallest first."),
    )
    is_retired = models.BooleanField(
        pgettext_lazy("skill", "no longer looked at"),
        default=False,
        help_text=_("What was assessed stays."),
    )

    objects = SkillQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "skill")
        verbose_name_plural = pgettext_lazy("growth", "skills")
        ordering = ["group", "place", "pk"]
        default_permissions = ()
        permissions = [
            ("keep_skill", _("Can keep skills, posts and assessment rounds"))
        ]

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_growth:skill", args=[self.pk])

    def behaviour(self, level: int) -> str:
        """Return how a level is seen, in the reader's language."""
        text = getattr(self, f"level_{level}") if level in Level.values else ""
        chinese, _bar, english = text.partition("|")
        return in_readers_language(chinese.strip(), english.strip())

    @property
    def scale(self) -> list[tuple[Level, str]]:
        """Each level with how it is seen."""
        return [(level, self.behaviour(level)) for level in Level]


def plain_title(title: str) -> str:
    """Return a job title without what stands in brackets behind it."""
    return title.partition("（")[0].partition("(")[0].strip().casefold()


@reversion.register()
class Post(models.Model):
    """A job that asks for skills."""

    name = models.CharField(pgettext_lazy("post", "name"), max_length=60, unique=True)
    name_en = models.CharField(
        pgettext_lazy("post", "name in English"), max_length=60, blank=True
    )
    titles = models.TextField(
        pgettext_lazy("post", "job titles"),
        max_length=1000,
        help_text=_("As in the profiles of people, one a line. What stands in brackets behind a title does not count."),
    )  # fmt: skip
    is_retired = models.BooleanField(
        pgettext_lazy("post", "no longer used"), default=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "post")
        verbose_name_plural = pgettext_lazy("growth", "posts")
        ordering = ["is_retired", "name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_growth:post", args=[self.pk])

    @property
    def plain_titles(self) -> set[str]:
        """The titles as they are compared."""
        return {plain_title(line) for line in self.titles.splitlines()} - {""}


class Posts:
    """The posts in use, found by the job titles of people."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._by_title = {title: post for post in posts for title in post.plain_titles}

    def of(self, person: Any) -> Post | None:
        """Return somebody's post; load the profile beside the person."""
        profile = getattr(person, "staff_profile", None)
        return self._by_title.get(plain_title(profile.job)) if profile else None


def posts_in_use() -> Posts:
    """Return the posts that people may have, in one query."""
    return Posts(Post.objects.filter(is_retired=False).order_by("-pk"))


class Need(models.Model):
    """Which level of a skill a post asks for now."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="needs")
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "level"), choices=Level
    )
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("need", "weight"), choices=Weight, default=Weight.LOW
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "need of a post")
        verbose_name_plural = pgettext_lazy("growth", "needs of posts")
        ordering = ["post", "skill"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["post", "skill"], name="lms_growth_need_once"
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 5), weight__range=(1, 3)),
                name="lms_growth_need_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}.{self.skill_id}: {self.level}"


class NeedChange(AppendOnlyModel):
    """A need that was set, changed or taken away, by whom and when."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="changes")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    """0: the post asks for it no more."""
    weight = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    by = person_field(pgettext_lazy("need", "changed by"))

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "change of a need")
        verbose_name_plural = pgettext_lazy("growth", "changes of needs")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.post_id}.{self.skill_id}: {self.level}"

    @property
    def said(self) -> str:
        """What was set, in words."""
        if not self.level:
            return str(_("no longer asked for"))
        return f"{self.level} · {Level(self.level).label} · {Weight(self.weight).label}"
