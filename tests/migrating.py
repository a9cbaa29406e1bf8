"""Migrations at half their price; `python -m tests.migrating COMMAND` is one of manage.py.

Nearly all that they take is drawing models anew, thousands of them. For each of their
fields Django asks how it is made, and makes it so again: the answer is always the same.
To look for the garbage that this leaves is another quarter.
"""

import gc
import sys

from django.core.management import execute_from_command_line
from django.db.models import Field


def make_again(field: Field) -> Field:
    """Stand for `Field.clone`, asking once how the field is made."""
    made = vars(field).get("_made_of")
    if made is None:
        _name, _path, *made = field.deconstruct()
        vars(field)["_made_of"] = made
    arguments, options = made
    return type(field)(*arguments, **options)


def hasten() -> None:
    """Let migrations of this process ask each field once; nothing else makes fields anew."""
    Field.clone = make_again


if __name__ == "__main__":
    gc.disable()
    hasten()
    execute_from_command_line(sys.argv)
