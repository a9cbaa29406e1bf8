"""What an app may supply to the host: typed extension points.

A plugin registers its items in its `extensions.py`; those of a plugin that is switched
off are not offered. docs/reference/extensions.md lists the points.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lms.enums import IndicatorUnit, MenuGroup, NotificationChannel
from lms.extension_points import ExtensionPoint

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class HomeWidget(ABC):
    """A section of the first page, below the search box.

    What it shows a person is kept for a minute, or until the person sends something, and
    must not hold a form.
    """

    template: str
    is_kept = True
    """False for one that shows at once what others do."""

    @abstractmethod
    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what the template needs; None if there is nothing to show."""

    def render(self, request: HttpRequest) -> SafeString:
        """Return the markup."""
        context = self.context(request)
        if context is None:
            return SafeString()
        return render_to_string(self.template, dict(context), request=request)


class ItemPanel(ABC):
    """A part of the page of an article, FAQ entry or script, below its text."""

    template: str

    @abstractmethod
    def context(self, request: HttpRequest, item: Any) -> Mapping[str, Any] | None:
        """Return what the template needs; None if there is nothing to show.

        `item` is the row that the page shows; its anchor, `item.item`, is loaded. It
        asks the database once at most.
        """

    def concerns(self, model: type[Model]) -> Combinable | None:  # noqa: ARG002 (for those that do)
        """Return a condition on rows of a model: whether there may be something to show.

        The page asks it with its item, and the panel only where it holds; None: always.
        It need not know who reads: the panel itself shows nobody what is closed.
        """
        return None

    def render(self, request: HttpRequest, item: Any) -> SafeString:
        """Return the markup."""
        context = self.context(request, item)
        if context is None:
            return SafeString()
        return render_to_string(self.template, dict(context), request=request)


@dataclass(frozen=True)
class NotificationType:
    """A kind of notification: what it says, where it leads."""

    label: "_StrOrPromise"
    """What stands in the preferences."""
    describe: Callable[[Mapping[str, Any], str], str]
    """Parameters and title to a sentence, made when it is read; the title is "" for
    whoever may not read what it is about (any more)."""
    address: Callable[[Any, Mapping[str, Any], Any], str]
    """What it is about, parameters and reader to where it leads."""
    default: NotificationChannel = NotificationChannel.SITE
    shows_drafts: bool = False
    """Whether those whom it reaches may read what is not published."""


@dataclass(frozen=True)
class MenuItem:
    """An entry in the menu of the person who is signed in."""

    label: "_StrOrPromise"
    url_name: str
    permission: str = ""
    """What somebody must be granted to see it; everybody sees it if empty."""
    group: MenuGroup = MenuGroup.MORE
    """The part of the menu that holds it."""

    def is_for(self, user: Any) -> bool:
        """Tell whether the person sees it."""
        return not self.permission or user.has_perm(self.permission)


home_widgets = ExtensionPoint("home_widgets", HomeWidget)  # type: ignore[type-abstract] # only compared with
"""Sections of the first page: each asks the database a fixed number of times at most."""

item_panels = ExtensionPoint("item_panels", ItemPanel)  # type: ignore[type-abstract] # only compared with
"""Parts of the pages of items: one query each at most."""


def saying(sentence: "_StrOrPromise") -> Callable[[Mapping[str, Any], str], str]:
    """Return what describes a notification by a sentence that names its `title`."""

    def describe(_parameters: Mapping[str, Any], title: str) -> str:
        return str(sentence) % {"title": title}

    return describe


notification_types = ExtensionPoint("notification_types", NotificationType)
"""Kinds of notifications: a person chooses for each how it arrives."""


menu_items = ExtensionPoint("menu_items", MenuItem)
"""Pages that people open by themselves, in the menu with their name."""


@dataclass(frozen=True)
class WaitingWork:
    """Something that waits for people who work in the admin: how much, and where."""

    label: "_StrOrPromise"
    """What waits, as a few words beside the number."""
    count: Callable[[Any], int]
    """Takes the person and returns how much waits for just this person."""
    address: Callable[[], str]
    """Where it is done."""
    permission: str = ""
    """What somebody must be granted to be asked to do it; everybody is if empty."""


waiting_work = ExtensionPoint("waiting_work", WaitingWork)
"""Lines of the panel on the admin's first page: a fixed number of queries each."""


@dataclass(frozen=True)
class DemoContent:
    """What an app adds to the demo, after people and library are there."""

    load: Callable[[datetime], str]
    """Takes the time, adds what is missing and says in a line what that was; "" when
    it was there already. People and items are named as in the demo, and whatever
    depends on one that is not there is passed over."""


demo_content = ExtensionPoint("demo_content", DemoContent)
"""Parts of the demo: each is loaded in one transaction, and fails without the others."""


@dataclass(frozen=True)
class ActivityType:
    """Something that people do and that points may be given for.

    Its key is the `activity` of `lms.events.host.ActivityDone`, which the app publishes
    whenever somebody has done it.
    """

    label: "_StrOrPromise"


activity_types = ExtensionPoint("activity_types", ActivityType)
"""What rules of points can name."""


@dataclass(frozen=True)
class Parameter:
    """Something that is filled in where a requirement is set."""

    name: str
    label: "_StrOrPromise"
    default: int | Decimal | str
    """Its type says what may be filled in; numbers are from 0 up."""
    choices: Callable[[], Sequence[tuple[str, "_StrOrPromise"]]] | None = None
    """Rows to choose one from, as key and label, read when the form is made."""
    help: "_StrOrPromise" = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody of whom a requirement is asked, and from when evidence counts."""

    person: Any
    until: date
    """The day on which it is asked, usually today."""
    since: date | None = None
    """The first day of which evidence counts; None: it may be of any age."""

    def counts(self, day: date) -> bool:
        """Tell whether evidence of this day counts."""
        return (self.since is None or self.since <= day) and day <= self.until


@dataclass(frozen=True)
class Finding:
    """Whether somebody meets a requirement, and what shows it."""

    is_met: bool
    reason: str
    """A sentence in the reader's language: what there is, or what is missing."""
    value: Decimal | int = 0
    goal: Decimal | int = 1
    """How far it is: `value` of `goal`."""
    evidence: Sequence[str] = ()
    """What shows it, each as `app_label.model:key`."""


class RequirementKind(ABC):
    """Something that may be asked of people before they are certified."""

    label: "_StrOrPromise"
    parameters: Sequence[Parameter] = ()

    @abstractmethod
    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return what is asked for, as a few words in the reader's language."""

    @abstractmethod
    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Return what is found of each, by the key of the person.

        A fixed number of queries, however many they are. Whoever is left out does not
        meet it.
        """


requirement_kinds = ExtensionPoint("requirement_kinds", RequirementKind)  # type: ignore[type-abstract] # only compared with
"""What a level of a certification may ask for."""


class ScoreSource(ABC):
    """Something that gives people marks, such as exams."""

    label: "_StrOrPromise"

    @abstractmethod
    def marks(
        self, people: Collection[Any], first: date, last: date
    ) -> Mapping[Any, Sequence[Decimal]]:
        """Return the marks that people got from the first day to the last, each of 100.

        `people` are keys, and so are those of the answer; whoever has none is left out.
        A fixed number of queries, however many they are.
        """


score_sources = ExtensionPoint("score_sources", ScoreSource)  # type: ignore[type-abstract] # only compared with
"""Where marks of people come from, for whoever weighs them."""


class Indicator(ABC):
    """A figure of how people work that a plugin knows, such as the rate of passes."""

    label: "_StrOrPromise"
    unit: IndicatorUnit
    more_is_better = True

    @abstractmethod
    def of_all(self, first: date, last: date) -> Decimal | None:
        """Return the figure of the house from the first day to the last.

        None while there is nothing that it could be worked out from.
        """

    def of_people(
        self,
        people: Collection[Any],  # noqa: ARG002 # for those that know people
        first: date,  # noqa: ARG002 # the same
        last: date,  # noqa: ARG002 # the same
    ) -> Mapping[Any, Decimal]:
        """Return the figures of people in these days, by their keys.

        Whoever has none is left out; an indicator of the house alone leaves out all. A
        fixed number of queries, however many they are.
        """
        return {}


indicators = ExtensionPoint("indicators", Indicator)  # type: ignore[type-abstract] # only compared with
"""What tables of performance and monthly reports can show."""


@dataclass(frozen=True)
class ArchiveTable:
    """What an app wants kept of a month: counts of learners, never their names."""

    key: str
    title: "_StrOrPromise"
    columns: Sequence["_StrOrPromise"]
    rows: Sequence[Sequence[Any]]
    """Each has a cell for each column: text, or a tuple of people."""


class ArchiveSource(ABC):
    """Something that has more to keep of a month than figures."""

    @abstractmethod
    def tables(self, first: date, last: date) -> Sequence[ArchiveTable]:
        """Return what is to be kept of these days: a fixed number of queries."""


archive_sources = ExtensionPoint("archive_sources", ArchiveSource)  # type: ignore[type-abstract] # only compared with
"""What is kept of a month, to be read when its rows or its app are gone."""
