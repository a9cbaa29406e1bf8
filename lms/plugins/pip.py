"""Runs pip in a child process, and says in a sentence why it failed."""

import re
from subprocess import CompletedProcess

from lms.plugins.children import run_python
from lms.plugins.exceptions import PluginError

_NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ProxyError"
    r"|Connection refused|Network is unreachable|connection error|Max retries",
    re.IGNORECASE,
)
_DISK_FULL = re.compile(
    r"No space left|disk is full|File too large|Disk quota|\[Errno (27|28|122)\]"
)


def pip(*arguments: str) -> None:
    """Run pip; raises PluginError with its reason in one sentence."""
    done = run_python("-m", "pip", "--no-input", "-vv", *arguments)
    if done.returncode:
        raise PluginError(_reason(done))


def refuse_full_disk(done: CompletedProcess[str]) -> None:
    """Raise PluginError where a full disk is why a process failed."""
    if _DISK_FULL.search(f"{done.stdout}\n{done.stderr}"):
        raise PluginError("The disk is full: make room and try again.")


def _reason(done: CompletedProcess[str]) -> str:
    refuse_full_disk(done)
    said = f"{done.stdout}\n{done.stderr}"
    if "No module named pip" in said:
        return "This environment has no pip: run `python -m ensurepip`."
    if _NO_NETWORK.search(said):
        return (
            "pip cannot reach its package index: check the network and pip's settings, "
            "or give the path of a wheel."
        )
    errors = re.findall(r"^\s*ERROR: (.+)", said, re.MULTILINE) or ["it gave no reason"]
    return f"pip refused: {errors[0][:300].rstrip('.')}."
