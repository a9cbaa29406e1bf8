"""Servers to measure, and what the operating system says they have used."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

WORKERS, THREADS = 2, 4
_PATIENCE = 60  # seconds until a server answers


class Server:
    """A WSGI application in gunicorn's workers; stops at the end of `with`."""

    def __init__(self, application: str, environment: Mapping[str, str]) -> None:
        self.application = application
        self.environment = {**os.environ, **environment}
        self.port = _free_port()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "gunicorn", self.application]
        command += ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"]
        command += ["--workers", str(WORKERS), "--threads", str(THREADS)]
        command += ["--keep-alive", "60", "--log-level", "warning", "--preload"]
        self.process = subprocess.Popen(command, env=self.environment)
        self._wait()
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(_PATIENCE)

    def workers(self) -> list[int]:
        """Return the worker processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def seconds(self) -> float:
        """Return the processor time that the threads of the workers have used."""
        return sum(_nanoseconds(pid) for pid in self.workers()) / 1e9

    def megabytes(self) -> list[float]:
        """Return the memory of each worker, shared pages shared out (PSS)."""
        return [_pss(pid) for pid in self.workers()]

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
                connection.request("GET", "/")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(f"{self.application} does not answer.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _nanoseconds(pid: int) -> int:
    """Return the time of all threads: a process as a whole is told in hundredths."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return (
        next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    )
