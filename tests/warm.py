"""Processes that begin at once, forked from one in which Django has started already.

A start of Django and Wagtail takes seconds of processor time, a fork none. What is
forked has memory, connections and a life of its own, and may be killed; it knows what
its parent knew of plugins: one that has to see others needs another parent.
"""

import json
import os
import resource
import runpy
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Process:
    """One that was forked; `stdin` and `stdout` lead to it."""

    def __init__(self, channel, order):
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        ours_end, theirs_end = os.pipe()
        self.stdin = os.fdopen(ours_in, "w")
        self.stdout = os.fdopen(ours_out)
        self._end = os.fdopen(ours_end)
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed at its end)
        theirs = [theirs_in, theirs_out, theirs_end]
        given = [theirs_in, theirs_out, self._errors.fileno(), theirs_end]
        socket.send_fds(channel, [json.dumps(order).encode()], given)
        for each in theirs:
            os.close(each)

    def finish(self, typed=""):
        """Wait for its end; return exit code, negative for a signal, output, errors."""
        with suppress(BrokenPipeError), self.stdin:
            self.stdin.write(typed)
        with self.stdout, self._end, self._errors:
            out, code = self.stdout.read(), int(self._end.read())
            self._errors.seek(0)
            return code, out, self._errors.read()


class WarmPython:
    """A process that has started Django, and forks others from itself."""

    def __init__(self, environment, python=sys.executable):
        self.environment = environment
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._parent = subprocess.Popen(
                [python, "-m", "tests.warm", str(theirs.fileno())],
                cwd=ROOT, env=environment, pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip

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
        self._parent.wait()


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
    *streams, end = given
    child = os.fork()
    if child == 0:
        os.close(end)
        _become(order, streams)
    for each in streams:
        os.close(each)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(end, str(code).encode())
    os._exit(0)


def _become(order, streams):
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (stays open)
    os.environ.clear()
    os.environ.update(order["environment"])
    if order["largest"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"],) * 2)
    code = 1
    try:
        code = _run(*order["arguments"])
    except SystemExit as exit_:
        code = exit_.code or 0
    except BaseException:  # noqa: BLE001 (as the interpreter does)
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


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
    import gc

    import django

    gc.disable()  # all that a start makes stays: looking through it is a sixth of it
    django.setup()
    gc.freeze()
    gc.enable()
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        _serve(channel)
    with suppress(ChildProcessError):
        while True:
            os.wait()
