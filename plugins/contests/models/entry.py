"""Who enters a contest, alone or as a team."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from lms.people.display import display_name, name_and_team
from plugins.contests.enums import Answer, EntryState
from plugins.contests.models.contest import LONGEST_NAME, Contest

STANDING = (EntryState.FORMING, EntryState.ENTERED)


class ContestEntryQuerySet(models.QuerySet["Entry"]):
    """Entries of contests."""

    def standing(self) -> Self:
        """Return those that were not withdrawn."""
        return self.filter(state__in=STANDING)

    def of(self, person: Any) -> Self:
        """Return those that somebody is in."""
        mine = Member.objects.filter(person=person, answer=Answer.AGREED)
        return self.filter(pk__in=mine.values("entry"))

    def with_people(self) -> Self:
        """Bring who is in each, with their teams."""
        people = Member.objects.select_related("person__staff_profile__team")
        return self.prefetch_related(models.Prefetch("members", people))


class Entry(models.Model):
    """Somebody, or a team, in a contest."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="entries")
    name = models.CharField(_("name of the team"), max_length=LONGEST_NAME, blank=True)
    captain = person_field(_("captain"))
    state = models.CharField(
        pgettext_lazy("entry", "state"), max_length=9, choices=EntryState
    )
    entered_at = models.DateTimeField(pgettext_lazy("entry", "entered"))
    rank = models.PositiveSmallIntegerField(
        pgettext_lazy("contest", "place"), null=True
    )
    """Its place in the end, once it is announced."""
    prize = models.DecimalField(
        pgettext_lazy("contest", "prize"), max_digits=10, decimal_places=2, null=True
    )

    objects = ContestEntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("object", "entry")
        verbose_name_plural = pgettext_lazy("object", "entries")
        ordering = ["entered_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        """Return the page on which it stands."""
        return reverse("lms_contests:contest", args=[self.contest_id])

    @property
    def called(self) -> str:
        """The name of the team, or of the one person: load `with_people`."""
        if self.name:
            return self.name
        return "、".join(each.called for each in self.people) or "—"

    @property
    def people(self) -> list["Member"]:
        """Those who are in it: load `with_people`."""
        return [each for each in self.members.all() if each.answer == Answer.AGREED]

    @property
    def place(self) -> str:
        """Where they work: load `with_people`."""
        teams = [name_and_team(each.person).partition(" · ")[2] for each in self.people if each.person]  # fmt: skip
        return "、".join(dict.fromkeys(filter(None, teams)))


class Member(models.Model):
    """Somebody who is in an entry, or was asked to be."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="members")
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="members")
    """That of the entry: nobody is in two entries of one."""
    person = person_field(pgettext_lazy("contest", "person"))
    answer = models.CharField(
        pgettext_lazy("contest", "answer"), max_length=8, choices=Answer
    )
    asked_at = models.DateTimeField(pgettext_lazy("contest", "asked"))
    answered_at = models.DateTimeField(pgettext_lazy("contest", "answered"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("contest", "member of an entry")
        verbose_name_plural = pgettext_lazy("contest", "members of entries")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "person"],
                condition=Q(answer=Answer.AGREED),
                name="lms_contests_in_one_entry",
            ),
            models.UniqueConstraint(
                fields=["entry", "person"], name="lms_contests_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """How the person is called."""
        return display_name(self.person) if self.person else "—"
