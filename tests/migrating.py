"""Migrations at a fifth of their price; `python -m tests.migrating COMMAND` is one of manage.py.

Nearly all that they take is drawing models anew, thousands of them. For each of their
fields Django asks how it is made, and makes it so again: the answer is always the same.
With a model Django draws all that are related to it however remotely, unless it may
wait with those until Python is run that may ask for them: here it may always, and what
the model itself refers to, such as people, stays as it was drawn.
To look for the garbage that this leaves is another quarter.
"""

import gc
import sys
from contextlib import suppress
from typing import Any

from django.core.management import execute_from_command_line
from django.db.migrations.state import ProjectState
from django.db.models import Field


def make_again(field: Field) -> Field:
    """Stand for `Field.clone`, asking once how the field is made."""
    made = vars(field).get("_made_of")
    if made is None:
        _name, _path, *made = field.deconstruct()
        vars(field)["_made_of"] = made
    arguments, options = made
    return type(field)(*arguments, **options)


def draw_near(
    state: ProjectState, app_label: str, name: str, *_delay: bool
) -> set[tuple[str, str]]:
    """Stand for `ProjectState._find_reload_model`: the model, and what refers to it."""
    state.is_delayed = True
    near = {(app_label, name)}
    with suppress(LookupError):  # a new one
        model = state.apps.get_model(app_label, name)
        fields = model._meta.get_fields(include_parents=False, include_hidden=True)
        back = [each.related_model for each in fields if is_backward(each)]
        models = [*back, *model.__subclasses__()]
        near |= {(each._meta.app_label, each._meta.model_name) for each in models}
    return near


def is_backward(field: Any) -> bool:
    """Tell whether it stands for the field of another model that leads here."""
    return field.auto_created and not field.concrete


def hasten() -> None:
    """Let migrations of this process draw less; nothing else draws models anew."""
    Field.clone = make_again
    ProjectState._find_reload_model = draw_near  # noqa: SLF001 (its only name)


if __name__ == "__main__":
    gc.disable()
    hasten()
    execute_from_command_line(sys.argv)
