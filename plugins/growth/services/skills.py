"""Skills, posts and what they need, kept with their history."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.here import people_here
from lms.row_history import recorded
from plugins.growth.models import KEEP, Need, NeedChange, Post, Skill, posts_in_use

Needs = Mapping[int, tuple[int, int]]
"""By key of the skill: level and weight; a level of 0 asks for nothing."""


def check_keeper(user: Any) -> None:
    """Raise PermissionDenied for whoever may not keep skills and rounds."""
    if not user.has_perm(KEEP):
        raise PermissionDenied


@transaction.atomic
def save_skill(*, skill: Skill, user: Any) -> Skill:
    """Save a skill with its history."""
    check_keeper(user)
    with recorded(user, _("Changed") if skill.pk else _("Added")):
        skill.save()
    return skill


@transaction.atomic
def save_post(*, post: Post, needs: Needs, user: Any, now: datetime) -> Post:
    """Save a post, and what it needs from now on; what was assessed before stays."""
    check_keeper(user)
    with recorded(user, _("Changed") if post.pk else _("Added")):
        post.save()
    Post.objects.select_for_update().get(pk=post.pk)
    known = {need.skill_id: need for need in post.needs.all()}
    for skill, (level, weight) in needs.items():
        need = known.get(skill)
        before = (need.level, need.weight) if need else (0, 0)
        after = (level, weight) if level else (0, 0)
        if before != after:
            _write(post, skill, after)
            NeedChange.objects.create(post=post, skill_id=skill, level=after[0], weight=after[1], at=now, by=user)  # fmt: skip
    return post


def _write(post: Post, skill: int, after: tuple[int, int]) -> None:
    level, weight = after
    if not level:
        Need.objects.filter(post=post, skill=skill).delete()
        return
    Need.objects.update_or_create(
        post=post, skill_id=skill, defaults={"level": level, "weight": weight}
    )


def titles_without_post(today: date) -> Sequence[tuple[str, int]]:
    """Return job titles of people here that no post names, the most people first."""
    posts = posts_in_use()
    found = Counter(
        person.staff_profile.job
        for person in people_here(today)
        if getattr(person, "staff_profile", None)
        and person.staff_profile.job
        and posts.of(person) is None
    )
    return found.most_common()


def people_by_post(today: date) -> Mapping[int, int]:
    """Return how many people have each post, by its key."""
    posts = posts_in_use()
    found = (posts.of(person) for person in people_here(today))
    return Counter(post.pk for post in found if post is not None)
