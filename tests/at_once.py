"""Several processes that do the same at once, on a database of the test's own.

A module that calls `obey` when it is run is begun by the fixture `start_processes` and
waits for orders on its input, so that all begin together.
"""

import sys

import django


def obey(orders):
    """Do what each line of the input names, and say in a line what came of it."""
    django.setup()
    print("ready", flush=True)
    for ordered in sys.stdin:
        print(orders[ordered.strip()](), flush=True)


def order(processes, name):
    """Let processes begin together; return what each says."""
    for process in processes:
        process.order(name)
    return [process.stdout.readline().strip() for process in processes]
