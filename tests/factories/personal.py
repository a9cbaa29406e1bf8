"""What people star and use: of a script of its own, unless told.

`FavoriteFactory(user=person, item=script.item)`; `UseFactory(..., used_at=moment)`.
"""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from knowledge_base.enums import UseKind
from knowledge_base.models import Favorite, Use
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory


class FavoriteFactory(DjangoModelFactory):
    class Meta:
        model = Favorite

    user = factory.SubFactory(UserFactory)
    item = factory.LazyFunction(lambda: ScriptFactory().item)


class UseFactory(FavoriteFactory):
    class Meta:
        model = Use

    how = UseKind.COPIED
    channel = "phone"
    used_at = factory.LazyFunction(timezone.now)
