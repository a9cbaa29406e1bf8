"""Skills and posts, with their history."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.row_history import history_of
from plugins.growth.enums import Group
from plugins.growth.forms.skills import PostForm, SkillForm
from plugins.growth.models import KEEP, Need, Post, Skill
from plugins.growth.services.skills import (
    people_by_post,
    save_post,
    save_skill,
    titles_without_post,
)

MOST_CHANGES = 30
MOST_TITLES = 20


@require_safe
@permission_required(KEEP, raise_exception=True)
def skills(request: HttpRequest) -> HttpResponse:
    """List the skills by group."""
    rows = [*Skill.objects.order_by("is_retired", "place", "pk")]
    groups = [(group, [row for row in rows if row.group == group]) for group in Group]
    context = {"groups": [each for each in groups if each[1]]}
    return render(request, "lms_growth/skills.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def skill(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a skill, or change one."""
    row = get_object_or_404(Skill, pk=pk) if pk else None
    form = SkillForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        save_skill(skill=form.instance, user=request.user)
        messages.success(request, _("The skill is kept."))
        return redirect("lms_growth:skills")
    history = history_of(row)[:MOST_CHANGES] if row else []
    context = {"form": form, "skill": row, "history": history}
    return render(request, "lms_growth/skill.html", context)


@require_safe
@permission_required(KEEP, raise_exception=True)
def posts(request: HttpRequest) -> HttpResponse:
    """List the posts with what they need, and job titles that no post names."""
    today = timezone.localdate()
    people = people_by_post(today)
    needs = Need.objects.filter(skill__is_retired=False).select_related("skill")
    rows: Any = Post.objects.prefetch_related(Prefetch("needs", needs))
    context = {
        "rows": [(row, people.get(row.pk, 0)) for row in rows],
        "titles": titles_without_post(today)[:MOST_TITLES],
        "has_skills": Skill.objects.in_use().exists(),
    }
    return render(request, "lms_growth/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def post(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a post with its needs, or change one."""
    row = get_object_or_404(Post, pk=pk) if pk else None
    form = PostForm(request.POST or None, instance=row, initial={"titles": request.GET.get("title", "")[:100]} if row is None else None)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        save_post(post=form.instance, needs=form.needs(), user=request.user, now=timezone.now())  # fmt: skip
        messages.success(request, _("The post is kept. Its needs hold for the next round; gaps are counted by them at once."))  # fmt: skip
        return redirect("lms_growth:posts")
    changes = row.changes.select_related("skill", "by")[:MOST_CHANGES] if row else []
    history = history_of(row)[:MOST_CHANGES] if row else []
    context = {"form": form, "post": row, "changes": changes, "history": history}
    return render(request, "lms_growth/post.html", context)
