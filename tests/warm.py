"""Processes that begin at once, forked from one that has started already.

A start of Python, Django and Wagtail takes seconds of processor time, a fork none. The
first half of a start, the libraries, is the same in all processes: one that has them
and knows no settings is forked for each process that must see a site anew. A
`WarmPython` has started Django besides. What is forked has memory, connections and a
life of its own, and may be killed; it knows what its parent knew of plugins: one that
has to see others needs another parent.
"""

import atexit
import gc
import importlib
import json
import os
import random
import resource
import runpy
import select
import socket
import subprocess
import sys
import sysconfig
import tempfile
import traceback
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIBRARIES = (
    "PIL.Image", "bs4", "django.contrib.humanize.templatetags.humanize",
    "django.contrib.messages.middleware", "django.contrib.postgres.search",
    "django.contrib.sessions.middleware", "django.contrib.staticfiles.storage",
    "django.core.management", "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base", "django.db.migrations.executor", "django.test",
    "django.views.generic", "django_filters", "django_tasks.backends",
    "draftjs_exporter.dom", "environ", "filetype", "ipware", "laces", "markdown_it",
    "modelcluster.queryset", "openpyxl", "pillow_heif", "pydantic", "pypinyin",
    "requests", "rest_framework.fields", "rjieba", "snowballstemmer",
    "treebeard.exceptions", "wagtail.images.image_operations",
    "wagtail.rich_text.feature_registry", "wagtail.search.index",
)  # fmt: skip
"""What asks for no settings when it is imported, and is imported by every start."""
LAUNCHER = """#!{python} -IS
import array, json, os, resource, socket, sys

if sys.argv[1:3] != ["-m", "django"] and sys.argv[1:2] != ["manage.py"]:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
told, tell = os.pipe()
order = {{
    "arguments": sys.argv[1:], "environment": {{**os.environ}}, "folder": os.getcwd(),
    "largest": resource.getrlimit(resource.RLIMIT_FSIZE)[0], "place": {place!r},
}}
fds = array.array("i", [0, 1, 2, tell])
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as channel:
    channel.connect({address!r})
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)]
    channel.sendmsg([json.dumps(order).encode()], rights)
os.close(tell)
code = int(os.read(told, 9))
sys.exit(code if code >= 0 else 128 - code)
"""
"""Stands for a Python: commands of Django that it runs have the libraries already."""


class Process:
    """One that was forked; `stdin` and `stdout` lead to it."""

    def __init__(self, channel, order, *more):
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        ours_end, theirs_end = os.pipe()
        self.stdin = os.fdopen(ours_in, "w")
        self.stdout = os.fdopen(ours_out)
        self._end = os.fdopen(ours_end)
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed at its end)
        theirs = [theirs_in, theirs_out, theirs_end]
        given = [theirs_in, theirs_out, self._errors.fileno(), theirs_end, *more]
        socket.send_fds(channel, [json.dumps(order).encode()], given)
        for each in theirs:
            os.close(each)

    def order(self, line):
        """Tell it what to do."""
        self.stdin.write(f"{line}\n")
        self.stdin.flush()

    def heard(self):
        """Return what it says until it is done; fail with its errors if it ends before."""
        lines = []
        while (line := self.stdout.readline()) != "done\n":
            assert line, self.finish()
            lines.append(line.strip())
        return lines

    def finish(self, typed=""):
        """Wait for its end; return exit code, negative for a signal, output, errors."""
        with suppress(BrokenPipeError), self.stdin:
            self.stdin.write(typed)
        with self.stdout, self._end, self._errors:
            out, code = self.stdout.read(), int(self._end.read())
            self._errors.seek(0)
            return code, out, self._errors.read()


class Libraries:
    """A process that has the libraries, for as long as this one lives."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.address = str(Path(self._folder.name) / "door")
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
            door.bind(self.address)
            door.listen(64)
            hidden = ("DJANGO_SETTINGS_MODULE", "PYPINYIN_NO_PHRASES")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", str(door.fileno())],
                cwd=ROOT, pass_fds=[door.fileno()], stdin=self._life(),
                stdout=subprocess.DEVNULL,
                env={k: v for k, v in os.environ.items() if k not in hidden},
            )  # fmt: skip

        atexit.register(self._end)

    def _life(self):
        """Return the end of a pipe at which it sees when this process ends."""
        self._seen, self._kept = os.pipe()
        return self._seen

    def _end(self):
        os.close(self._kept)
        self._process.wait()
        self._folder.cleanup()

    def start(self, arguments, environment, python=sys.executable, *more):
        """Fork what `python ARGUMENTS` would be."""
        order = {
            "arguments": arguments,
            "environment": environment,
            "folder": str(ROOT),
            "largest": None,
            "place": place_of(str(python)),
        }
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as channel:
            channel.connect(self.address)
            return Process(channel, order, *more)


libraries = cache(Libraries)


@cache
def place_of(python):
    """Return what tells a Python from others: its name, its folder, its path."""
    asked = "import json, sys; print(json.dumps([sys.prefix, sys.path]))"
    done = subprocess.run(
        [python, "-I", "-c", asked], capture_output=True, check=True, text=True
    )
    return [python, *json.loads(done.stdout)]


def write_launcher(file, python):
    """Write a file that stands for this Python."""
    name, *more = place_of(str(python))
    file.unlink(missing_ok=True)
    file.write_text(
        LAUNCHER.format(
            python=name, place=[str(file), *more], address=libraries().address
        )
    )
    file.chmod(0o755)


class WarmPython:
    """A process that has started Django, and forks others from itself."""

    def __init__(self, environment, python=sys.executable):
        self.environment = environment
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._parent = libraries().start([], environment, python, theirs.fileno())

    def start(self, *arguments, largest=None, environment=None):
        """Fork what `python ARGUMENTS` would be; no file may exceed `largest` bytes."""
        order = {
            "arguments": arguments,
            "largest": largest,
            "environment": {**self.environment, **(environment or {})},
        }
        return Process(self._channel, order)

    def end(self):
        """End the parent."""
        self._channel.close()
        _code, _out, errors = self._parent.finish()
        sys.stderr.write(errors)


def _open(door):
    """Fork for whoever comes to the door, until nobody may come any more."""
    while select.select([door, 0], [], [])[0] == [door]:
        channel, _address = door.accept()
        with channel:
            message, given, _flags, _address = socket.recv_fds(channel, 1_000_000, 5)
        if os.fork() == 0:
            door.close()
            _attend(json.loads(message), given)
        for each in given:
            os.close(each)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _serve(channel):
    while True:
        message, given, _flags, _address = socket.recv_fds(channel, 1_000_000, 4)
        if not message:
            return
        if os.fork() == 0:
            channel.close()
            _attend(json.loads(message), given)
        for each in given:
            os.close(each)


def _attend(order, given):
    """Fork once more, to tell how that ended."""
    streams, end, *channels = given[:3], *given[3:]
    child = os.fork()
    if child == 0:
        os.close(end)
        _become(order, streams, *channels)
    for each in (*streams, *channels):
        os.close(each)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(end, str(code).encode())
    os._exit(0)


def _become(order, streams, *channels):
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (stays open)
    os.environ.clear()
    os.environ.update(order["environment"])
    random.seed()
    if "place" in order:
        _move(order["folder"], *order["place"])
    if order["largest"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"],) * 2)
    code = 1
    try:
        code = _run(*order["arguments"]) if order["arguments"] else _warm_up(*channels)
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else bool(exit_.code)
        if isinstance(exit_.code, str):
            print(exit_.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 (as the interpreter does)
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _move(folder, python, prefix, path):
    """Become a Python of another name and place, as an interpreter begins."""
    os.chdir(folder)
    sys.executable, sys.prefix, sys.exec_prefix = python, prefix, prefix
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:] = [folder, *filter(None, named), *path]
    sys.path_importer_cache.clear()
    importlib.reload(sysconfig)  # it asked for the place when it was imported
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
    if chosen := os.environ.get("PYTHONWARNINGS"):
        warnings.simplefilter(chosen)


def _warm_up(channel):
    """Start Django, then fork for whoever asks."""
    import django

    gc.disable()  # all that a start makes stays: looking through it is a sixth of it
    django.setup()
    gc.freeze()
    gc.enable()
    with socket.socket(fileno=channel) as orders:
        _serve(orders)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return 0


def _run(what, *arguments):
    if what == "-c":
        exec(arguments[0], {"__name__": "__main__"})  # noqa: S102 (a test's own code)
    elif what == "-m":
        sys.argv = list(arguments)
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [what, *arguments]
        runpy.run_path(what, run_name="__main__")
    return 0


if __name__ == "__main__":
    gc.disable()
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()
    gc.enable()
    with socket.socket(fileno=int(sys.argv[1])) as entrance:
        _open(entrance)
