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
        """What roles may do with FAQ entries, scripts and placeholders."""
        entries = ("faq", "script")
        see = [*self._each(["view"], entries), "lms_knowledge_base.view_placeholder"]
        write = self._each(["add", "change"], entries)
        publish = self._each(["publish"], entries)
        lock = self._each(["lock", "unlock"], entries)
        placeholders = self._each(["add", "change", "delete"], ["placeholder"])
        owners = self._each(["view", "change"], ["knowledgeitem"])
        access = ["wagtailadmin.access_admin"]
        translate = (
            ["simple_translation.submit_translation"]
            if apps.is_installed("wagtail.contrib.simple_translation")
            else []
        )
        return {
            Role.CONTRIBUTOR: [*access, *see, *write],
            Role.EDITOR: [
                *(*access, *see, *write, *publish, *placeholders, *owners),
                *translate,
            ],
            Role.REVIEWER: [*access, *see, *write, *publish, *lock, *owners],
            Role.TRAINER: [*access, *see, *write],
            Role.MANAGER: [*access, *see],
        }

    def ready(self) -> None:
        """Join the search engine."""
        from knowledge_base.search import register_sources

        register_sources()

    def _each(self, verbs: Sequence[str], models: Sequence[str]) -> list[str]:
        return [f"{self.label}.{verb}_{model}" for verb in verbs for model in models]
