"""How articles, FAQ entries and scripts appear in search."""

import re
from collections.abc import Hashable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from knowledge_base.enums import Channel, Emotion, Stage
from knowledge_base.models import (
    ArticlePage,
    Faq,
    FaqQuestion,
    ReviewPolicy,
    Script,
    Tag,
    Use,
)
from knowledge_base.models.freshness import LATE, Checked
from knowledge_base.models.periods import site_day
from knowledge_base.models.review_policy import GRACE_DAYS
from lms.access import (
    Reader,
    closed_to,
    hidden_collections,
    readable_pages,
    reading_key,
)
from lms.addresses import address_of
from lms.bilingual import reads_english
from lms.prepared import Prepared, Slot
from lms.search.sources import Facet, Presentation, SearchSource

_SOMETIMES, _OFTEN = 5, 20  # uses by all in 90 days
SHORT_CODE = re.compile(r"[A-Za-z0-9]{2,12}")


class KnowledgeSource(SearchSource[Any]):
    """What the three kinds share."""

    url_name: str
    owner_field = "items__owner"
    date_field = "last_published_at"

    def visible_for(self, user: Reader) -> QuerySet[Any]:
        """Return what is published and open to `user`."""
        return self.model._default_manager.visible_for(user)

    def hidden_from(self, user: Reader) -> Sequence[QuerySet[Any]]:
        """Return what is not live, and what is in a closed collection."""
        return [*_drafts(self.model), *in_closed(self.model, user)]

    def visible_key(self, user: Reader) -> Hashable:
        """Return what is closed to `user`."""
        return reading_key(user)

    def with_details(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Load what is shown, with the text that was noted when it was published."""
        policy = ReviewPolicy.objects.filter(kind=self.kind).order_by()
        shown = {
            "heading": F(self.title_fields[0]),
            "text": F("items__live_text__text"),
            "published_at": F("last_published_at"),
            "origin": F("items__source"),
            "live_hash": F("items__live_hash"),
            "verified_hash": F("items__verified_hash"),
            "next_due_on": F("items__next_due_on"),
            "grace_days": Subquery(policy.values("grace_days")[:1]),
        }
        return queryset.annotate(**shown).values_list("pk", *shown, named=True)

    def with_standing(self, today: date) -> QuerySet[Any]:
        """Return the entries; what was checked, is used and is new stands higher."""
        return self.model._default_manager.annotate(standing=_standing(today))

    def with_tag(self, queryset: QuerySet[Any], name: str) -> QuerySet[Any]:
        """Narrow to what has the tag with this name or alias."""
        return queryset.filter(tags__in=Tag.objects.keys_meant_by(name))

    def present(self, obj: Any) -> Presentation:
        """Return title, address, text and the rest."""
        return Presentation(
            title=obj.heading,
            url=address_of(self.url_name, obj.pk),
            text=obj.text or "",
            source=obj.origin or "",
            updated_at=obj.published_at,
            badge=_badge(obj),
        )


def _drafts(model: Any, **wanted: Any) -> list[QuerySet[Any]]:
    """Return what is not live; as a list of one value, since an index leads to that."""
    return [model._base_manager.filter(live__in=[False], **wanted)]


def in_closed(model: Any, user: Reader) -> list[QuerySet[Any]]:
    """Return what is in a collection that is closed to `user`."""
    closed = hidden_collections(user)
    return [model._base_manager.filter(collection__in=closed)] if closed else []


def _standing(today: date) -> CombinedExpression:
    """Return the factor of an entry: from 0.95 for what is overdue to 1.11."""
    recent = Use.objects.filter(
        item=OuterRef("items"), used_at__gte=_days_before(today, 90)
    ).order_by("used_at")
    is_checked = Q(items__live_hash=F("items__verified_hash"))
    checked = Case(
        When(items__next_due_on__lt=today, then=Value(-0.05)),
        When(is_checked & ~Q(items__verified_hash=""), then=Value(0.05)),
        default=Value(0.0),
    )
    used = Case(
        When(Exists(recent[_OFTEN - 1 : _OFTEN]), then=Value(0.04)),
        When(Exists(recent[_SOMETIMES - 1 : _SOMETIMES]), then=Value(0.02)),
        default=Value(0.0),
    )
    new = Case(
        When(last_published_at__gte=_days_before(today, 180), then=Value(0.02)),
        default=Value(0.0),
    )
    return Value(1.0) + checked + used + new


def _days_before(today: date, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=days), time()))


def _badge(obj: Any) -> str:
    """Return a word on a text that should have been checked."""
    known = Checked(
        live_hash=obj.live_hash,
        verified_hash=obj.verified_hash,
        next_due_on=obj.next_due_on,
        grace_days=GRACE_DAYS if obj.grace_days is None else obj.grace_days,
    )
    state = known.freshness(site_day(timezone.now()))
    return str(state.label) if state in LATE else ""


class ArticleSource(KnowledgeSource):
    """Articles of the page tree."""

    kind = "article"
    url_name = "knowledge_base:article"
    label = _("Articles")
    model = ArticlePage
    brief_fields = ("title",)

    def visible_keys(self, user: Reader) -> QuerySet[Any]:
        """Return the same as Wagtail's pages, without their long texts."""
        pages = Page.objects.filter(readable_pages(user), content_type=_of_articles())
        return pages.filter(live=True)

    def hidden_from(self, user: Reader) -> Sequence[QuerySet[Any]]:
        """Return what is not live, and what is in a closed branch."""
        articles = Page.objects.filter(content_type=_of_articles())
        closed = [
            articles.filter(path__startswith=path) for path in closed_to(user).pages
        ]
        return [*_drafts(Page, content_type=_of_articles()), *closed]


def _of_articles() -> ContentType:
    return ContentType.objects.get_for_model(ArticlePage)


class FaqSource(KnowledgeSource):
    """FAQ entries, found by each way to ask."""

    kind = "faq"
    url_name = "knowledge_base:faq"
    label = _("FAQ entries")
    model = Faq
    title_fields = brief_fields = ("question",)

    def other_titles(self, rows: QuerySet[Any]) -> QuerySet[FaqQuestion]:
        """Return the other ways to ask."""
        return FaqQuestion.objects.filter(faq__in=rows.values("pk"))


class ScriptSource(KnowledgeSource):
    """Scripts, found by what is said."""

    kind = "script"
    url_name = "knowledge_base:script"
    label = _("Scripts")
    model = Script
    weight = 1.01  # what can be said as it stands comes before what must be read
    brief_fields = ("title",)
    facets = (
        Facet("scene", _("Scene"), "scene"),
        Facet("stage", _("Stage"), "stage", Stage.choices),
        Facet("emotion", _("Emotion"), "emotion", Emotion.choices),
        Facet("channel", _("Channel"), "variants__channel", Channel.choices),
    )

    def shortcut(self, query: str, user: Reader) -> str:
        """Return the script with this short code, in the reader's language first."""
        if not SHORT_CODE.fullmatch(query):
            return ""
        is_english = reads_english()
        key = (reading_key(user), is_english)
        found = _CODED.rows(user, is_english, key=key, code=query.lower())
        return address_of("knowledge_base:script", found[0][0]) if found else ""


def _coded(user: Reader, is_english: bool) -> QuerySet[Any, Any]:  # noqa: FBT001 (positions alone, by Prepared)
    scripts = Script.objects.visible_for(user).filter(short_code=Slot("code")())
    first = "locale__language_code" if is_english else "-locale__language_code"
    return scripts.order_by(first).values_list("pk")[:1]


_CODED = Prepared(_coded)
