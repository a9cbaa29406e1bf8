"""What a browser loads for the first view of a page, as it comes over the line."""

import re
from dataclasses import dataclass

from benchmarks.browser import Browser, unpacked

_ADDRESS = re.compile(
    r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="(/static/[^"#]+)'
)


@dataclass(frozen=True)
class Weight:
    """Bytes of a page with its style sheets, scripts and icons."""

    compressed: int
    own_script: int  # uncompressed, of our own making
    files: int


def weigh(browser: Browser, path: str) -> Weight:
    """Load a page and what it names."""
    page = browser.get(path)
    addresses = dict.fromkeys(_ADDRESS.findall(unpacked(page).decode()))
    bodies = {address: browser.get(address) for address in addresses}
    scripts = (a for a in addresses if a.endswith(".js") and "/lms/" in a)
    return Weight(
        compressed=len(page) + sum(map(len, bodies.values())),
        own_script=sum(len(unpacked(bodies[address])) for address in scripts),
        files=1 + len(addresses),
    )
