"""Pairs of a stiff wording and an empathic one."""

import factory
from factory.django import DjangoModelFactory

from knowledge_base.models import RewritingPair


class RewritingPairFactory(DjangoModelFactory):
    class Meta:
        model = RewritingPair

    stiff = factory.Sequence(lambda n: f"生硬说法{n}号")
    empathic = "我现在就去查，大约一分钟。"
