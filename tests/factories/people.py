"""People and teams.

`UserFactory(role=Role.EDITOR)` is in the role's group, `UserFactory(role="admin")` is a
superuser. Everybody has PASSWORD.
"""

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory, Password

from lms.enums import Role
from lms.models import StaffProfile, Team
from lms.roles import role_group

PASSWORD = "a password for tests"


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"客服{n}组")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        role = None

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    last_name = "李"
    first_name = factory.Sequence(lambda n: f"小{n}")
    password = Password(PASSWORD)
    is_superuser = factory.LazyAttribute(lambda user: user.role == "admin")

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        """Join the role's group; `groups=[...]` adds others."""
        if create:
            self.groups.add(*(extracted or []))

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        """Everything is saved already."""

    @classmethod
    def _generate(cls, strategy, params):
        user = super()._generate(strategy, params)
        role = params.get("role")
        if strategy == "create" and role and role != "admin":
            user.groups.add(role_group(Role(role)))
        return user


class StaffProfileFactory(DjangoModelFactory):
    class Meta:
        model = StaffProfile

    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)
    staff_number = factory.Sequence(lambda n: f"{9000 + n}")
    job = "客服代表"
