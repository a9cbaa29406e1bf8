from collections.abc import Mapping, Sequence

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

from lms.enums import Role


class KnowledgeBaseConfig(AppConfig):
    """Articles, FAQ entries and scripts."""

    name = "knowledge_base"
    label = "lms_knowledge_base"
    verbose_name = _("Knowledge base")
    default = True

    @property
    def role_permissions(self) -> Mapping[Role, Sequence[str]]:
        """What roles may do with FAQ entries, scripts, placeholders, phrases and tags."""
        entries, tags = ("faq", "script"), ("tag", "tagcategory")
        wordings = ("phraserule", "rewritingpair", "reviewpolicy", "cleaningrule")
        see = self._each(["view"], (*entries, "placeholder", *wordings, *tags))
        write = self._each(["add", "change"], entries)
        take_in = self._each(["add"], ["importbatch"])
        publish = self._each(["publish"], entries)
        lock = self._each(["lock", "unlock"], entries)
        placeholders = self._each(["add", "change", "delete"], ["placeholder"])
        phrases = self._each(["add", "change", "delete"], wordings)
        tend_tags = self._each(["add", "change", "delete"], tags)
        override = self._each(["override"], ["phraserule"])
        owners = self._each(["view", "change"], ["knowledgeitem"])
        reports = self._each(["view", "change"], ["report"])
        proposals = self._each(["view", "change"], ["proposal"])
        credited = self._each(["view"], ["contribution"])
        counter = self._each(["change"], ["contribution"])
        reviews = self._each(["view", "change"], ["reviewcycle"])
        access = ["wagtailadmin.access_admin"]
        translate = (
            ["simple_translation.submit_translation"]
            if apps.is_installed("wagtail.contrib.simple_translation")
            else []
        )
        return {
            Role.CONTRIBUTOR: [*access, *see, *write, *take_in],
            Role.EDITOR: [
                *(*access, *see, *write, *publish, *placeholders, *owners),
                *(*phrases, *tend_tags, *reports, *translate),
                *(*proposals, *credited, *reviews, *take_in),
            ],
            Role.REVIEWER: [
                *(*access, *see, *write, *publish, *lock, *owners),
                *(*phrases, *reports, *override, *proposals, *credited, *counter),
                *reviews,
                *self._each(["add", "change"], tags),
            ],
            Role.TRAINER: [*access, *see, *write],
            Role.MANAGER: [
                *(*access, *see, *credited, *counter),
                f"{self.label}.view_reviewcycle",
            ],
        }

    def ready(self) -> None:
        """Say what is closed, join the search engine, let no history publish drafts."""
        from django.core.checks import register
        from wagtail.permissions import register_permission_policy

        from knowledge_base import extensions, listeners  # noqa: F401 (that is enough)
        from knowledge_base.lists import register_lists
        from knowledge_base.models import (
            Contribution,
            Faq,
            KnowledgeItem,
            Proposal,
            Report,
            Script,
        )
        from knowledge_base.policies import (
            ContributionPolicy,
            KnowledgeItemPolicy,
            ProposalPolicy,
            ReportPolicy,
        )
        from knowledge_base.search import register_sources
        from knowledge_base.services import (
            announcements,
            approval,
            document_texts,
            documents,
        )
        from lms.policies import ReadableEntryPolicy
        from lms.row_history import check_versioned_models

        for model in (Faq, Script):
            register_permission_policy(model, ReadableEntryPolicy(model))
        register_permission_policy(KnowledgeItem, KnowledgeItemPolicy(KnowledgeItem))
        register_permission_policy(Report, ReportPolicy(Report))
        register_permission_policy(Proposal, ProposalPolicy(Proposal))
        register_permission_policy(Contribution, ContributionPolicy(Contribution))
        register_sources()
        register_lists()
        announcements.connect()
        documents.connect()
        document_texts.connect()
        approval.install()
        register(check_versioned_models)

    def _each(self, verbs: Sequence[str], models: Sequence[str]) -> list[str]:
        return [f"{self.label}.{verb}_{model}" for verb in verbs for model in models]
