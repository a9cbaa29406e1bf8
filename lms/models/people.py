"""People: who signs in, and where they work."""

import re
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

HAN = re.compile(r"[\u3400-\u9fff]")


class User(AbstractUser):
    """Somebody who signs in; what concerns the job stands in StaffProfile."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def get_full_name(self) -> str:
        """Return the name as it is written: family name first in Chinese."""
        chinese = f"{self.last_name}{self.first_name}".strip()
        return chinese if HAN.search(chinese) else super().get_full_name()

    def get_short_name(self) -> str:
        """Return the full name in Chinese, else the given name."""
        name = self.get_full_name()
        return name if HAN.search(name) else super().get_short_name()


class RoleGrant(models.Model):
    """A permission that a role was once given; it may have been taken away since."""

    group = models.ForeignKey(
        Group,
        verbose_name=_("role"),
        on_delete=models.CASCADE,
        related_name="role_grants",
    )
    permission = models.ForeignKey(
        Permission,
        verbose_name=_("permission"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("grant to a role")
        verbose_name_plural = _("grants to roles")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["group", "permission"], name="lms_rolegrant_granted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"


class Team(models.Model):
    """A unit of the organisation; teams form a tree."""

    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("manager"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="managed_teams",
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="lms_team_name_unique_in_parent"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a team that would stand under itself."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A team cannot be part of itself.")})
            above = above.parent

    def with_descendants(self) -> list["Team"]:
        """Return the team and all teams below it, in one query."""
        children: dict[int | None, list[Team]] = {}
        for team in Team.objects.all():
            children.setdefault(team.parent_id, []).append(team)
        found = [self]
        for team in found:  # grows while it is walked
            found.extend(children.get(team.pk, []))
        return found


class StaffProfile(models.Model):
    """What the organisation knows of a user: number, team, job, time of service."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="staff_profile",
    )
    staff_number = models.CharField(
        _("staff number"), max_length=40, unique=True, null=True, blank=True
    )  # null rather than "": several people may have none yet
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="members",
    )
    job = models.CharField(_("job"), max_length=100, blank=True)
    joined_date = models.DateField(_("joined on"), null=True, blank=True)
    leaves_date = models.DateField(
        _("leaves on"),
        null=True,
        blank=True,
        help_text=_("The last day on which this person can sign in."),
    )

    single_keys = models.BooleanField(
        _("shortcuts of a single key"),
        default=True,
        help_text=_(
            "Numbers and letters act on the list of results. Switch them off if you "
            "speak to your computer, or press keys by accident."
        ),
    )

    class Meta:
        verbose_name = _("staff profile")
        verbose_name_plural = _("staff profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leaves_date__gte=models.F("joined_date")),
                name="lms_staffprofile_leaves_after_joining",
                violation_error_message=_("Nobody leaves before joining."),
            )
        ]

    def __str__(self) -> str:
        return self.staff_number or str(self.user)

    def save(self, **kwargs: Any) -> None:
        """Save; an empty staff number is none."""
        self.staff_number = self.staff_number or None
        super().save(**kwargs)

    def has_left(self, today: date) -> bool:
        """Tell whether the last day of work is past."""
        return self.leaves_date is not None and self.leaves_date < today
