"""How tests look at an answer: what a strict browser would refuse or run."""

from html.parser import HTMLParser

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7|add:7 }}"
"""Typed into text fields; it must come out as the same text."""


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self._open = ""

    def handle_starttag(self, tag, attrs):
        names = {name: value or "" for name, value in attrs}
        self.found += [
            f"{tag} {n}" for n in names if n.startswith("on") or n == "style"
        ]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        for name in ("src", "href", "action"):
            if names.get(name, "").startswith(("http:", "https:", "//", "javascript:")):
                self.found.append(f"{tag} {name}={names[name]}")


def forbidden_in(response):
    """Return inline scripts, styles and handlers, and whatever asks another host."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.found
