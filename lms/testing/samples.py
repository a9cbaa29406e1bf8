"""What tests of plugins need of the host: people, and a place for pages."""

from itertools import count
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.models import Page, Site

from lms.enums import Role
from lms.roles import role_group

P = TypeVar("P", bound=Page)
_numbers = count(1)


def make_person(
    role: Role | None = None, *, superuser: bool = False
) -> AbstractBaseUser:
    """Return a new person, in the group of a role."""
    name = f"person-{next(_numbers)}"
    person = get_user_model()._default_manager.create(
        username=name, email=f"{name}@example.com", is_superuser=superuser
    )
    if role:
        person.groups.add(role_group(role))
    return person


def publish_below_root(page: P) -> P:
    """Save a new page below the first page of the site, and publish it."""
    parent = Site.objects.get(is_default_site=True).root_page
    made: P = parent.add_child(instance=page)
    made.save_revision().publish()
    return made
