"""A PostgreSQL of a test's own, which it may stop as hard as it likes."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

USER = "shifu"


class Postgres:
    """A server in a temporary folder on a free port; writes reach the disk."""

    def __enter__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
        self.programs = found[-1]
        self.folder = Path(tempfile.mkdtemp())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", f"--username={USER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop("immediate")
        shutil.rmtree(self.folder)

    @property
    def url(self):
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"  # fmt: skip
        self.run("pg_ctl", "--wait", "--silent", f"--log={self.folder}/log", f"--options={options}", "start")  # fmt: skip

    def stop(self, mode):
        self.run("pg_ctl", f"--mode={mode}", "--silent", "stop")

    def copy(self, url):
        """Fill its database with that of another server."""
        dump = subprocess.run([self.programs / "pg_dump", url], check=True, stdout=subprocess.PIPE)  # fmt: skip
        subprocess.run([self.programs / "psql", "--quiet", self.url], check=True, input=dump.stdout, stdout=subprocess.DEVNULL)  # fmt: skip

    def run(self, program, *arguments):
        """Run one of its programs; PostgreSQL refuses to run as root."""
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*prefix, self.programs / program, f"--pgdata={self.folder}/data", *arguments],
            cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
