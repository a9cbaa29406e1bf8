"""What readers say back."""

import factory
from factory.django import DjangoModelFactory

from knowledge_base.models import Report
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory


class ReportFactory(DjangoModelFactory):
    """A report on a script of its own; `item=faq.item` for another."""

    class Meta:
        model = Report

    item = factory.LazyFunction(lambda: ScriptFactory().item)
    reporter = factory.SubFactory(UserFactory)
    kind = "typo"
    text = factory.Sequence(lambda n: f"第{n}行有错字")
    fingerprint = factory.Sequence(str)
