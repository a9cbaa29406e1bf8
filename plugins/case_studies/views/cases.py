"""The list of cases, and one of them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.enums import Channel
from knowledge_base.models import ArticlePage, Faq, LibraryDocument, Script
from knowledge_base.views.choices import Choices, pages_of
from lms.access import readable_collections, readable_pages
from lms.posting import text_of
from lms.search.engine import search
from lms.search.links import links_of
from lms.targets import Target
from lms.views.frames import render_item
from plugins.case_studies.enums import (
    CaseKind,
    CaseSeverity,
    CaseState,
    ReactionKind,
    RootCause,
    Segment,
)
from plugins.case_studies.forms import ActionForm, RewriteForm
from plugins.case_studies.models import CaseIndexPage, CasePage
from plugins.case_studies.services.actions import ASK
from plugins.case_studies.services.drafts import draft_of
from plugins.case_studies.services.offered import links_of_actions
from plugins.case_studies.services.reading import answer_case, take_answer_back
from plugins.case_studies.services.records import CHECK, REVIEW
from plugins.case_studies.services.rewriting import WRITE
from plugins.case_studies.views.marking import marked_fields
from plugins.case_studies.views.report import SEE

PAGE_SIZE = 20
MOST_ANSWERS = 30
SIMILAR = 4
FACETS = {
    "kind": dict(CaseKind.choices),
    "channel": dict(Channel.choices),
    "segment": dict(Segment.choices),
    "severity": dict(CaseSeverity.choices),
    "root_cause": dict(RootCause.choices),
}
LISTED = ("title", "kind", "channel", "severity", "summary", "product", "locale")


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the published cases, the newest first, with facets."""
    found = CasePage.objects.visible_for(request.user)
    return _list(request, found, {"title": _("Case studies")})


@require_safe
def shelf(request: HttpRequest, pk: int) -> HttpResponse:
    """List the cases of one shelf."""
    shelves = CaseIndexPage.objects.live().filter(readable_pages(request.user))
    page = get_object_or_404(shelves, pk=pk)
    found = CasePage.objects.visible_for(request.user).descendant_of(page)
    return _list(request, found, {"title": page.title, "intro": page.intro})


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case; how it went comes after the reader has said what to do."""
    page = _find(request, pk)
    return show_case(request, page)


def show_case(request: HttpRequest, page: CasePage, **forms: Any) -> HttpResponse:
    """Show a case, with what was filled in and could not be taken."""
    context = {**_context(request, page), **forms}
    return render_item(request, "lms_case_studies/case.html", context)


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all of a case on paper, for a meeting."""
    page = _find(request, pk)
    context = {**_context(request, page), "is_revealed": True}
    return render(request, "lms_case_studies/printed.html", context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a reader would do, or take it back, and lead to how it went."""
    page = get_object_or_404(CasePage.objects.visible_for(request.user), pk=pk)
    if "take-back" in request.POST:
        take_answer_back(case=page, user=request.user)
    else:
        text = text_of(request, "text", 1000)
        answer_case(case=page, user=request.user, text=text, now=timezone.now())
    return redirect(f"{page.get_absolute_url()}#how-it-went")


def _list(
    request: HttpRequest, found: QuerySet[Any], context: dict[str, Any]
) -> HttpResponse:
    choices = Choices(request.GET, FACETS)
    wanted = {name: choices[name] for name in FACETS if choices[name]}
    counts = dict(found.order_by().values_list("kind").annotate(number=Count("pk")))
    rows = found.filter(**wanted).order_by("-record__published_at", "-pk")
    page = Paginator(rows.select_related("record").only(*LISTED, "record"), PAGE_SIZE)
    shown = page.get_page(request.GET.get("page"))
    context |= {
        "page": shown,
        "total": page.count,
        "options": choices.shown(counts),
        "is_narrowed": bool(wanted),
        "pages": pages_of(shown, choices),
        "may_report": request.user.has_perm(SEE),
        "facet_names": _facet_names(),
    }
    return render(request, "lms_case_studies/cases.html", context)


def _facet_names() -> list[tuple[str, Any]]:
    labels = {name: CasePage._meta.get_field(name).verbose_name for name in FACETS}
    return [*{**labels, "channel": pgettext("case", "Channel")}.items()]


def _find(request: HttpRequest, pk: int) -> CasePage:
    """Return a case that the person may open: published as it is, others as drafted."""
    rows = CasePage.objects.handled_by(request.user).select_related("record")
    page: CasePage = get_object_or_404(rows, pk=pk)
    return page if page.live else draft_of(page)


def _context(request: HttpRequest, page: CasePage) -> dict[str, Any]:
    user: Any = request.user
    record = page.record
    own_answer = page.answers.filter(person=user).first() if page.live else None
    is_mine = record.shared_by_id == user.pk
    is_revealed = (
        not (page.live and page.after_turning)
        or own_answer is not None
        or is_mine
        or "all" in request.GET
        or request.method == "POST"
    )
    rewrites = page.rewrites.select_related("script", "written_by")
    keys = [rewrite.script_id for rewrite in rewrites]
    return {
        "case": page,
        "record": record,
        "own_answer": own_answer,
        "is_revealed": is_revealed,
        "is_mine": is_mine,
        "answers": _others(page, user) if is_revealed and page.live else [],
        "actions": links_of_actions(_actions(page), user),
        "files": page.files.all() if page.pk else [],
        "rewrites": rewrites,
        "scripts": Script.objects.visible_for(user).filter(pk__in=keys),
        "links": _links(page, user),
        "similar": _similar(page, user) if page.live else [],
        "reactions": _reactions(page, user),
        "today": timezone.localdate(),
        "marked": [] if page.live else marked_fields(page),
        **_rights(page, user),
    }


def _rights(page: CasePage, user: Any) -> dict[str, Any]:
    """Return what the person may do next, and the forms for that."""
    record = page.record
    is_mine = record.shared_by_id == user.pk
    is_out = record.state == CaseState.PUBLISHED
    may_review = user.has_perm(REVIEW)
    may_add = is_out and not record.closed_at and (is_mine or user.has_perm(ASK))
    may_rewrite = is_out and user.has_perm(WRITE)
    return {
        "may_edit": is_mine and record.state in {"draft", "anonymised"},
        "may_check": not is_mine and record.is_waiting and user.has_perm(CHECK),
        "may_submit": record.state == CaseState.ANONYMISED and (is_mine or may_review),
        "may_review": may_review and not is_mine,
        "may_close": may_review and is_out and not record.closed_at,
        "may_verify": user.has_perm(ASK),
        "action_form": ActionForm(user=user) if may_add else None,
        "rewrite_form": RewriteForm(scripts=scripts_of(page, user))
        if may_rewrite
        else None,
    }


def scripts_of(page: CasePage, user: Any) -> QuerySet[Any]:
    """Return the scripts of a case that one may read."""
    return Script.objects.visible_for(user).filter(pk__in=_keys(page.scripts))


def _actions(page: CasePage) -> QuerySet[Any]:
    return page.actions.select_related("owner", "verified_by", "item__content_type")


def _keys(related: Any) -> list[int]:
    return [row.pk for row in related.all()]


def _links(page: CasePage, user: Any) -> list[tuple[str, str, str]]:
    """Return kind, title and address of what it points at and the person may read."""
    files = LibraryDocument.objects.filter(readable_collections(user))
    wanted = (
        ("script", Script.objects.visible_for(user), page.scripts),
        ("faq", Faq.objects.visible_for(user), page.faq_entries),
        ("article", ArticlePage.objects.visible_for(user), page.articles),
        ("file", files, page.attachments),
    )
    found = [
        (kind, str(row), row.get_absolute_url())
        for kind, rows, related in wanted
        if (keys := _keys(related))
        for row in rows.filter(pk__in=keys)
    ]
    others = links_of(map(Target.named, page.others), user).values()
    return [*found, *((link.kind, link.title, link.url) for link in others)]


def _others(page: CasePage, user: Any) -> QuerySet[Any]:
    said = page.answers.exclude(text="").select_related("person")
    others = said.exclude(person=user)
    return others[:MOST_ANSWERS]


def _similar(page: CasePage, user: Any) -> list[Any]:
    """Return the cases that search finds with the words of this one."""
    words = f"{page.title} {page.product}"
    found = search(words, user=user, kinds=["case"], limit=SIMILAR + 1).everything
    return [hit for hit in found if hit.url != page.get_absolute_url()][:SIMILAR]


def _reactions(page: CasePage, user: Any) -> list[tuple[Any, int, bool]]:
    if not page.live or page.kind != CaseKind.GOOD:
        return []
    rows = [*page.reactions.values_list("kind", "person")]
    return [
        (
            kind,
            sum(kind == each for each, _person in rows),
            (kind, user.pk) in rows,
        )
        for kind in ReactionKind
    ]
