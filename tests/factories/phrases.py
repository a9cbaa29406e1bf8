"""Phrases: forbidden with a warning, unless told."""

import factory
from factory.django import DjangoModelFactory

from knowledge_base.enums import Severity
from knowledge_base.models import PhraseRule


class PhraseRuleFactory(DjangoModelFactory):
    class Meta:
        model = PhraseRule

    class Params:
        blocking = factory.Trait(severity=Severity.BLOCK)

    pattern = factory.Sequence(lambda n: f"忌语{n}号")
    better = "我来帮您问清楚。"
    reason = "客户听了会生气。"
