"""What the child is asked to do in the tests."""

import os
import sys
import time
from pathlib import Path


def length(path):
    print("a library that prints")
    return len(Path(path).read_bytes())


def fail(path):
    raise LookupError(path)


def eat(path):
    return len(bytearray(2**30))


def spin(path):
    while True:
        pass


def sleep(path):
    time.sleep(60)


def die(path):
    os.abort()


def talk(path):
    return "x" * 10**6


def environment(path):
    return [dict(os.environ), sorted(sys.modules)]


def read_twice(path):
    return {"unit": "page", "pages": ["one", "two"]}
