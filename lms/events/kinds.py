"""Kinds of events: a frozen dataclass each, known by a name."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from lms.models import PublishedEvent
from lms.targets import Target


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened; each kind adds fields of its own."""

    name: ClassVar[str]
    """`<app label>.<verb>`, given by `kind`."""

    actor_id: Any
    """Key of who did it; None if that was nobody, or somebody who is gone."""
    target: Target
    """What it was done to."""
    occurred_at: datetime
    key: str
    """The same happening has the same key, however often it is told."""

    @property
    def verb(self) -> str:
        """What was done, such as `report_made`."""
        return self.name.partition(".")[2]


E = TypeVar("E", bound=Event)
_KINDS: dict[str, type[Event]] = {}
_PAYLOADS: dict[type[Event], Mapping[str, Any]] = {}
_OWN = {field.name for field in fields(Event)}
_READERS: Mapping[type, Callable[[Any], Any]] = {
    **{plain: plain for plain in (str, int, bool, float, UUID, Decimal)},
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


def kind(name: str) -> Callable[[type[E]], type[E]]:
    """Make a frozen dataclass a kind of event, with `<app label>.<verb>` as its name.

    Raises ImproperlyConfigured for a name without the label of the app, for one that
    is taken, and for a field that cannot be stored.
    """

    def register(event_class: type[E]) -> type[E]:
        _check_name(name, event_class)
        _check_fields(name, event_class)
        event_class.name = name
        _KINDS[name] = event_class
        return event_class

    return register


def known_kinds() -> Mapping[str, type[Event]]:
    """Return all kinds by their names."""
    return dict(_KINDS)


def forget_kind(name: str) -> None:
    """Take a kind away again."""
    _KINDS.pop(name, None)


def to_row(event: Event) -> PublishedEvent:
    """Return the row that holds an event, not saved."""
    payload = {
        each.name: _plain(getattr(event, each.name))
        for each in fields(event)
        if each.name not in _OWN and not _says_nothing(each, event)
    }
    said = [event.name, str(event.actor_id), event.target.model, event.target.key]
    text = json.dumps([said, payload], sort_keys=True, ensure_ascii=False)
    return PublishedEvent(
        key=event.key,
        kind=event.name,
        actor_id=event.actor_id,
        target_model=event.target.model,
        target_key=event.target.key,
        payload=payload,
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        occurred_at=event.occurred_at,
    )


def from_row(row: PublishedEvent) -> Event:
    """Return the event that a row holds; KeyError if its kind is not there any more.

    What a later version has added takes its default, what it has dropped is left out.
    """
    event_class = _KINDS[row.kind]
    types = _payload(event_class)
    return event_class(
        actor_id=row.actor_id,
        target=Target(row.target_model, row.target_key),
        occurred_at=row.occurred_at,
        key=row.key,
        **{n: _read(types[n], v) for n, v in row.payload.items() if n in types},
    )


def _says_nothing(field: Field[Any], event: Event) -> bool:
    """Tell whether a field is None, as without it: one added later changes no content."""
    return field.default is None and getattr(event, field.name) is None


def _check_name(name: str, event_class: type) -> None:
    label = name.partition(".")[0]
    app = apps.get_containing_app_config(event_class.__module__)
    if label != (app.label if app else label) or label not in _labels():
        message = f"The event {name!r} must begin with the label of its app and a dot."
        raise ImproperlyConfigured(message)
    known = _KINDS.get(name)
    if known is not None and known.__qualname__ != event_class.__qualname__:
        message = f"The event {name!r} is taken by {known.__module__}."
        raise ImproperlyConfigured(message)


def _labels() -> set[str]:
    return {app.label for app in apps.get_app_configs()}


def _check_fields(name: str, event_class: type[Event]) -> None:
    if "__dataclass_fields__" not in vars(event_class):
        raise ImproperlyConfigured(f"The event {name!r} must be a dataclass of Event.")
    for field, hint in _payload(event_class).items():
        if not _is_storable(hint):
            message = f"The field {field!r} of the event {name!r} cannot be stored."
            raise ImproperlyConfigured(message)


def _payload(event_class: type[Event]) -> Mapping[str, Any]:
    if event_class not in _PAYLOADS:
        hints = get_type_hints(event_class)
        names = (field.name for field in fields(event_class))
        _PAYLOADS[event_class] = {n: hints[n] for n in names if n not in _OWN}
    return _PAYLOADS[event_class]


def _is_storable(hint: Any) -> bool:
    inner = [each for each in get_args(hint) if each not in {NoneType, Ellipsis}]
    if get_origin(hint) in {UnionType, tuple}:
        return len(inner) == 1 and _is_storable(inner[0])
    return hint in _READERS or (isinstance(hint, type) and issubclass(hint, Enum))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    inner = get_args(hint)
    if get_origin(hint) is tuple:
        return tuple(_read(inner[0], each) for each in value)
    if inner:
        return _read(next(each for each in inner if each is not NoneType), value)
    return _READERS.get(hint, hint)(value)
