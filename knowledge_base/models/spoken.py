"""What customers hear or read of an entry, checked against the phrases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from knowledge_base.enums import Severity
from knowledge_base.exceptions import BlockedPhraseError, RefusedPublicationError
from knowledge_base.models.hashing import text_hash
from knowledge_base.models.phrase import PhraseOverride, PhraseRule
from knowledge_base.phrases import Finding, check_text

REFUSED = "lms_knowledge_base.refuse_phrase"
_SCHEDULED = "wagtail.publish.scheduled"


@dataclass(frozen=True)
class SpokenText:
    """A text of an entry: the field, for whom, and the words."""

    field: str
    text: str
    channel: str = ""


@dataclass(frozen=True)
class Remark:
    """A finding in an entry."""

    spoken: SpokenText
    finding: Finding[PhraseRule]
    is_allowed: bool = False

    @property
    def blocks(self) -> bool:
        """Whether publication stops here."""
        rule = self.finding.rule
        return rule.severity == Severity.BLOCK and not self.is_allowed

    @property
    def key(self) -> tuple[str, str]:
        """What an override is bound to."""
        return self.finding.rule.pattern, text_hash(self.spoken.text)

    def __str__(self) -> str:
        values = {
            "phrase": " ".join(self.finding.text.split()),
            "better": self.finding.better,
            "kind": self.finding.rule.get_kind_display(),
        }
        if self.finding.better:
            return _("%(kind)s: “%(phrase)s”. Better: “%(better)s”") % values
        return _("%(kind)s: “%(phrase)s”.") % values


def remarks_on(
    spoken: Iterable[SpokenText],
    rules: Sequence[PhraseRule],
    allowed: Iterable[tuple[str, str]] = (),
) -> list[Remark]:
    """Return what the rules say to each of the texts."""
    known = frozenset(allowed)
    found = [
        Remark(text, finding)
        for text in spoken
        for finding in check_text(text.text, channel=text.channel, rules=rules)
    ]
    return [Remark(r.spoken, r.finding, r.key in known) for r in found]


class SpokenMixin(models.Model):
    """Checks what is said before it is published, whoever publishes it."""

    class Meta:
        abstract = True

    @property
    def spoken_texts(self) -> list[SpokenText]:
        """The texts that reach customers."""
        raise NotImplementedError

    @cached_property
    def phrase_rules(self) -> list[PhraseRule]:
        """The rules for its language, read once for each copy in memory."""
        language = self.locale.language_code  # type: ignore[attr-defined] # translatable
        return [*PhraseRule.objects.watching(language)]

    def phrase_remarks(self) -> list[Remark]:
        """Return what the phrases say to its words."""
        remarks = remarks_on(self.spoken_texts, self.phrase_rules)
        if not any(remark.blocks for remark in remarks) or self.pk is None:
            return remarks
        overrides = PhraseOverride.objects.filter(item__in=self.items.all())  # type: ignore[attr-defined] # governed
        allowed = overrides.values_list("pattern", "text_hash")
        return remarks_on(self.spoken_texts, self.phrase_rules, allowed)

    def refuse_blocked_phrases(self) -> None:
        """Raise BlockedPhraseError when a phrase must not go out."""
        blocking = [remark for remark in self.phrase_remarks() if remark.blocks]
        if blocking:
            raise BlockedPhraseError([str(remark) for remark in blocking])

    def refuse_publication(self) -> None:
        """Raise RefusedPublicationError when it must not go out as it is."""
        self.refuse_blocked_phrases()

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publish, unless something stops it.

        What was scheduled before the phrase was forbidden, or the short code taken, is
        unscheduled and logged instead, so that the rest of what is due goes out.
        """
        try:
            revision.as_object().refuse_publication()
            super().publish(revision, *args, **kwargs)  # type: ignore[misc] # a draft's
        except RefusedPublicationError as error:
            if kwargs.get("log_action") != _SCHEDULED:
                raise
            _unschedule(self, revision, error)


def _unschedule(entry: Any, revision: Any, error: RefusedPublicationError) -> None:
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(
        instance=entry,
        action=REFUSED,
        revision=revision,
        data={"phrases": error.messages},
    )
