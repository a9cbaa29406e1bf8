"""Runs one of the scripts beside it inside a Django project: `inside NAME ARGUMENT...`.

Which project, DJANGO_SETTINGS_MODULE says.
"""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    name, *arguments = sys.argv[1:]
    import_module(f"benchmarks.{name}").main(*arguments)
