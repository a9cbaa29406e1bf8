"""What may be done with rows that hang on content."""

from typing import Any

from django.db.models import QuerySet

from knowledge_base.models import Contribution, KnowledgeItem, Proposal, Report
from lms.access import Reader
from lms.policies import AnswerOnlyPolicy, ReadableRowsMixin


class KnowledgeItemPolicy(ReadableRowsMixin, AnswerOnlyPolicy):
    """Anchors come and go with what they anchor."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the anchors of what `user` may read."""
        return KnowledgeItem.objects.readable_by(user)


class ReportPolicy(ReadableRowsMixin, AnswerOnlyPolicy):
    """Reports on what the person may read."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the reports on what `user` may read."""
        return Report.objects.readable_by(user)


class ProposalPolicy(ReadableRowsMixin, AnswerOnlyPolicy):
    """Proposals: for those who may decide on them, and for the proposer."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return what `user` has proposed or may decide on."""
        rows = Proposal.objects.all()
        decidable = Proposal.objects.decidable_by(user)
        return rows.of(user) | rows.filter(pk__in=decidable.values("pk"))

    def is_readable(self, user: Reader, instance: Any) -> bool:
        """Tell whether `user` may read it; a list of them costs one query."""
        if user is None or instance.proposer_id == user.pk:
            return True
        known = user.__dict__
        if "_decidable_proposals" not in known:
            keys = Proposal.objects.decidable_by(user).values_list("pk", flat=True)
            known["_decidable_proposals"] = frozenset(keys)
        if instance.pk in known["_decidable_proposals"]:
            return True
        return bool(super().is_readable(user, instance))


class ContributionPolicy(ReadableRowsMixin, AnswerOnlyPolicy):
    """Contributions to what the person may read."""

    def readable_rows(self, user: Reader) -> QuerySet[Any]:
        """Return the contributions to what `user` may read."""
        return Contribution.objects.readable_by(user)
