"""What staff propose: a change of a text, or a new script or FAQ entry."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from knowledge_base.enums import ProposalKind, ProposalState
from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq
from knowledge_base.models.item import KnowledgeItem
from knowledge_base.models.parts import parts_of, texts_of
from knowledge_base.models.proposed_change import Change
from knowledge_base.models.script import Script
from lms.access import Reader

DECIDE = "lms_knowledge_base.change_proposal"
LONGEST_REASON = 1_000
MODELS: Mapping[str, Any] = {
    ProposalKind.SCRIPT: Script,
    ProposalKind.FAQ: Faq,
    ProposalKind.ARTICLE: ArticlePage,
}


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def of(self, user: Reader) -> Self:
        """Return those of one person."""
        return self.filter(proposer=getattr(user, "pk", None) or 0)

    def waiting(self) -> Self:
        """Return those on which nobody has decided."""
        return self.filter(state=ProposalState.SUBMITTED)

    def decidable_by(self, user: Any) -> Self:
        """Return those about what `user` may read and change, or may add."""
        if user is None or not user.has_perm(DECIDE):
            return self.none()
        return self.filter(reduce(or_, (_changeable(user, kind) for kind in MODELS)))

    def waiting_for(self, user: Any) -> Self:
        """Return those on which `user` may decide: not one's own."""
        return self.decidable_by(user).waiting().exclude(proposer=user)

    def with_items(self) -> Self:
        """Load what each is about, with its words, and the people."""
        contents = [
            ArticlePage.objects.all(),
            Faq.objects.prefetch_related("other_questions"),
            Script.objects.prefetch_related("variants", "notes"),
        ]
        return self.select_related("proposer", "decider").prefetch_related(
            "item__content_type", GenericPrefetch("item__content", contents)
        )


def _changeable(user: Any, kind: str) -> Q:
    """Return the proposals of one kind that a person may decide on."""
    policy = policy_registry.get_by_type(MODELS[kind])
    rows = policy.instances_user_has_permission_for(user, "change")
    items = KnowledgeItem.objects.filter(
        content_type=ContentType.objects.get_for_model(MODELS[kind]),
        object_id__in=rows.values("pk"),
    )
    found = Q(kind=kind, item__in=items.values("pk"))
    if kind != ProposalKind.ARTICLE and policy.user_has_permission(user, "add"):
        found |= Q(kind=kind, item=None)
    return found


class Proposal(models.Model):
    """A text as somebody would have it, beside the text that the person saw.

    `base` and `proposed` hold texts by the names of `knowledge_base.models.parts`;
    `proposed` only those that differ.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ProposalKind)
    is_new = models.BooleanField(_("new"), default=False)
    item = models.ForeignKey(
        KnowledgeItem,
        verbose_name=_("item"),
        null=True,
        on_delete=models.CASCADE,
        related_name="proposals",
    )
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+"
    )
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    base = models.JSONField()
    proposed = models.JSONField()
    text_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    reason = models.TextField(
        _("why"),
        max_length=LONGEST_REASON,
        help_text=_("A sentence is enough. Please leave out customers' data."),
    )
    created_at = models.DateTimeField(_("proposed"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ProposalState,
        default=ProposalState.SUBMITTED,
    )
    accepted = models.JSONField(default=dict)
    answer = models.TextField(_("answer"), max_length=LONGEST_REASON, blank=True)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("version"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ProposalQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["proposer", "fingerprint"],
                condition=Q(state="submitted"),
                name="lms_knowledge_base_same_proposal_once",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_at=None)
                | (~Q(state="submitted") & Q(decided_at__isnull=False)),
                name="lms_knowledge_base_proposal_decided_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(answer=""),
                name="lms_knowledge_base_rejected_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title that the proposer gave it, or saw."""
        name = "question" if self.kind == ProposalKind.FAQ else "title"
        return str(self.proposed.get(name) or self.base.get(name) or "")

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.state == ProposalState.SUBMITTED

    @property
    def content(self) -> Any:
        """What it is about, as it is on the site; None for what is not there yet."""
        return self.item and self.item.content

    def draft(self) -> Any:
        """Return the newest text, published or not; a blank one for something new."""
        if self.item is None:
            return MODELS[self.kind](locale=self.locale)
        content: Any = self.content
        return content.get_latest_revision_as_object()

    def changes(self, draft: Any = None) -> list[Change]:
        """Return what it changes, beside the text as it is now."""
        now = draft if draft is not None else self.draft()
        labels = {part.name: str(part.label) for part in parts_of(now)}
        texts = texts_of(now)
        return [
            Change(
                name=name,
                label=labels.get(name, str(_("Passage"))),
                base=self.base.get(name, ""),
                proposed=text,
                now=texts.get(name, ""),
                is_gone=name not in texts,
            )
            for name, text in self.proposed.items()
        ]
