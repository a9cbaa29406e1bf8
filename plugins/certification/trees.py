"""What a level asks for: a tree of groups and requirements, as JSON holds it.

A group is `{"rule": "all" | "any" | "some", "needed": 2, "parts": [...]}`, a
requirement `{"kind": "...", "parameters": {...}, "again": true}`; `again` says whether
it is asked again before a renewal. Nothing here touches the database.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

DEEPEST, MOST = 4, 60
Tree = Mapping[str, Any]
Path = Sequence[int]


class MalformedTreeError(ValueError):
    """It is no tree; the text is for programmers."""


def empty() -> dict[str, Any]:
    """Return a tree that asks for nothing yet."""
    return {"rule": "all", "parts": []}


def is_group(node: Tree) -> bool:
    """Tell whether it has parts."""
    return "parts" in node


def leaves(node: Tree) -> Iterator[Tree]:
    """Yield the requirements, in order."""
    if not is_group(node):
        yield node
    for part in node.get("parts", ()):
        yield from leaves(part)


def key_of(leaf: Tree) -> str:
    """Return what two requirements that ask for the same have in common."""
    asked = [leaf["kind"], leaf["parameters"], is_asked_again(leaf)]
    return json.dumps(asked, sort_keys=True)


def is_asked_again(leaf: Tree) -> bool:
    """Tell whether a requirement is asked again after a certificate."""
    return bool(leaf.get("again", True))


def needed(node: Tree) -> int:
    """Return how many parts of a group it takes."""
    match node["rule"]:
        case "all":
            return len(node["parts"])
        case "any":
            return 1
    return int(node["needed"])


def is_met(node: Tree, leaf_is_met: Callable[[Tree], bool]) -> bool:
    """Tell whether the requirements that are met are enough; an empty group is not."""
    if not is_group(node):
        return leaf_is_met(node)
    met = sum(is_met(part, leaf_is_met) for part in node["parts"])
    return bool(node["parts"]) and met >= needed(node)


def share(node: Tree, leaf_share: Callable[[Tree], float]) -> float:
    """Return how much of it is done, from 0 to 1: the best parts of each group count."""
    if not is_group(node):
        return leaf_share(node)
    parts = sorted((share(part, leaf_share) for part in node["parts"]), reverse=True)
    wanted = min(needed(node), len(parts))
    return sum(parts[:wanted]) / wanted if wanted else 0.0


def for_renewal(node: Tree) -> dict[str, Any]:
    """Return what is asked again before a renewal; nothing may be left of it."""
    parts = [_again(part) for part in node["parts"]]
    kept = [part for part in parts if part is not None]
    pruned = {**node, "parts": kept}
    if "needed" in node:
        pruned["needed"] = max(1, min(node["needed"], len(kept)))
    return pruned


def _again(node: Tree) -> dict[str, Any] | None:
    if not is_group(node):
        return dict(node) if is_asked_again(node) else None
    pruned = for_renewal(node)
    return pruned if pruned["parts"] else None


def check(node: Any) -> None:
    """Raise MalformedTreeError for what is no tree; an empty group is one."""
    if not isinstance(node, dict) or "parts" not in node:
        raise MalformedTreeError("The root must be a group.")
    _check_group(node, 1)
    if _size(node) > MOST:
        raise MalformedTreeError(f"There are more than {MOST} groups and requirements.")


def _check_group(node: dict[str, Any], depth: int) -> None:
    if depth > DEEPEST:
        raise MalformedTreeError(f"Groups lie more than {DEEPEST} deep.")
    if node.get("rule") not in {"all", "any", "some"}:
        raise MalformedTreeError("A group has no rule.")
    if node["rule"] == "some" and not _is_count(node.get("needed")):
        raise MalformedTreeError("A group does not say how many it takes.")
    if not isinstance(node["parts"], list):
        raise MalformedTreeError("The parts of a group are no list.")
    for part in node["parts"]:
        if isinstance(part, dict) and "parts" in part:
            _check_group(part, depth + 1)
        elif not _is_leaf(part):
            raise MalformedTreeError("A requirement has no kind or parameters.")


def _is_leaf(part: Any) -> bool:
    return (
        isinstance(part, dict)
        and isinstance(part.get("kind"), str)
        and isinstance(part.get("parameters"), dict)
        and isinstance(part.get("again", True), bool)
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _size(node: Tree) -> int:
    return 1 + sum(map(_size, node.get("parts", ())))


def impossible(node: Tree) -> Iterator[Tree]:
    """Yield the groups that nobody can meet: empty ones, and those that want too many."""
    if is_group(node):
        if not node["parts"] or needed(node) > len(node["parts"]):
            yield node
        for part in node["parts"]:
            yield from impossible(part)


def node_at(node: Tree, path: Path) -> Tree:
    """Return what lies at a path of places; raises IndexError for a wrong one."""
    for place in path:
        parts = node.get("parts", ())
        if not 0 <= place < len(parts):
            raise IndexError(place)
        node = parts[place]
    return node


def with_part(tree: Tree, path: Path, part: Tree) -> dict[str, Any]:
    """Return the tree with a part more in the group at a path."""
    changed, group = _copied(tree, path)
    group["parts"].append(deepcopy(dict(part)))
    return changed


def without(tree: Tree, path: Path) -> dict[str, Any]:
    """Return the tree without what lies at a path, which is not the root."""
    changed, group = _copied(tree, path[:-1])
    node_at(group, path[-1:])
    del group["parts"][path[-1]]
    return changed


def with_rule(tree: Tree, path: Path, rule: str, count: int) -> dict[str, Any]:
    """Return the tree with another rule for the group at a path."""
    changed, group = _copied(tree, path)
    group["rule"] = rule
    group.pop("needed", None)
    if rule == "some":
        group["needed"] = count
    return changed


def _copied(tree: Tree, path: Path) -> tuple[dict[str, Any], Any]:
    changed = deepcopy(dict(tree))
    group = node_at(changed, path)
    if not is_group(group):
        raise IndexError(path)
    return changed, group
