"""What staff propose, and what they are credited for."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from knowledge_base.enums import ContributionKind
from knowledge_base.models import Contribution
from knowledge_base.models.parts import texts_of
from knowledge_base.services.proposals import Subject, propose
from tests.factories.knowledge_base import ScriptFactory, locale
from tests.factories.people import UserFactory

WORDS = "您好，运费由我们承担。"


def proposal_on(content=None, *, user=None, texts=None, reason="改得更清楚"):
    """Propose `texts` for an item, in place of some of its own."""
    content = content or ScriptFactory()
    base = texts_of(content)
    subject = Subject(content._meta.model_name, content.locale, content.item)
    return propose(
        subject=subject,
        user=user or UserFactory(),
        base=base,
        texts={**base, **(texts or {"phone": WORDS})},
        reason=reason,
        now=timezone.now(),
    )[0]


def new_proposal(kind="script", *, user=None, texts=None, reason="常有人问"):
    """Propose something that is not there."""
    if texts is None:
        texts = {
            "script": {"title": "到付怎么说", "phone": WORDS},
            "faq": {"question": "可以到付吗？", "short_answer": "可以。"},
        }[kind]
    return propose(
        subject=Subject(kind, locale("zh-hans")),
        user=user or UserFactory(),
        base={},
        texts=texts,
        reason=reason,
        now=timezone.now(),
    )[0]


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = Contribution

    key = factory.Sequence(lambda n: f"revised:{n}")
    actor = factory.SubFactory(UserFactory)
    item = factory.LazyFunction(lambda: ScriptFactory().item)
    kind = ContributionKind.REVISED
    size = 12
    occurred_at = factory.LazyFunction(timezone.now)
