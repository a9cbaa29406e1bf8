"""Migrations at a third of their price; `python -m tests.migrating COMMAND` is one of manage.py.

Nearly all that they take is drawing models anew, thousands of them. For each of their
fields Django asks how it is made, and makes it so again: the answer is always the same.
With a model Django draws all that are related to it however remotely, unless it may
wait with those until Python is run that may ask for them: here it may always.
To look for the garbage that this leaves is another quarter.
"""

import gc
import sys

from django.core.management import execute_from_command_line
from django.db.migrations.state import ProjectState
from django.db.models import Field

find_reload_model = ProjectState._find_reload_model  # noqa: SLF001 (its only name)


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
    """Stand for `ProjectState._find_reload_model`, which draws remote models later."""
    return find_reload_model(state, app_label, name, delay=True)


def hasten() -> None:
    """Let migrations of this process draw less; nothing else draws models anew."""
    Field.clone = make_again
    ProjectState._find_reload_model = draw_near  # noqa: SLF001 (its only name)


if __name__ == "__main__":
    gc.disable()
    hasten()
    execute_from_command_line(sys.argv)
