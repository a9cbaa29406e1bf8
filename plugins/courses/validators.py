"""Rules of what stands in a lesson."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

VIDEOS = ("mp4", "webm")
Node = tuple[str, Sequence[str], str]
"""Name, names of the nodes that it leads to, and outcome."""


def is_named(document: Any, extensions: Sequence[str]) -> bool:
    """Tell whether a document is of one of some kinds, by the end of its name."""
    return str(document.file_extension).lower() in extensions


def check_tree(nodes: Sequence[Node]) -> list[str]:
    """Return what keeps a decision tree from being walked; the first node is its root."""
    ways = {name: targets for name, targets, _outcome in nodes}
    faults = []
    if len(ways) < len(nodes):
        faults.append(_("Two nodes have the same name."))
    for name, targets, outcome in nodes:
        faults += [
            _("“%(name)s” leads to “%(target)s”, which is not there.")
            % {"name": name, "target": target}
            for target in targets
            if target not in ways
        ]
        if bool(targets) == bool(outcome.strip()):
            faults.append(
                _("“%(name)s” needs either ways on or an outcome.") % {"name": name}
            )
    root = nodes[0][0]
    if _is_cyclic(root, ways):
        faults.append(_("It leads in a circle."))
    faults += [
        _("Nothing leads to “%(name)s”.") % {"name": name}
        for name in ways
        if name not in _reachable(root, ways)
    ]
    return faults


def _reachable(root: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    found, left = set(), [root]
    while left:
        name = left.pop()
        if name in ways and name not in found:
            found.add(name)
            left += ways[name]
    return found


def _is_cyclic(root: str, ways: Mapping[str, Sequence[str]]) -> bool:
    """Take away outcomes, then what leads to them alone: a circle is left over."""
    left = _reachable(root, ways)
    while ends := {name for name in left if not left.intersection(ways[name])}:
        left -= ends
    return bool(left)
