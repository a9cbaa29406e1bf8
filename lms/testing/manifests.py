"""Reads `apps.py` of a plugin as text, for it is imported while settings are read."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

_ALLOWED = {
    "django.utils.translation",
    "lms.enums",
    "lms.plugins",
    "lms.plugins.config",
    "lms.plugins.enums",
}


def forbidden_imports(package: Path, name: str) -> list[str]:
    """Return the modules that the manifest of a package may not import at its top."""
    allowed = {*_ALLOWED, f"{name}.enums"}
    return [
        module
        for file in ("__init__.py", "apps.py")
        for module in _imported(ast.parse((package / file).read_text("utf-8")), name)
        if module not in allowed
        and module.partition(".")[0] not in sys.stdlib_module_names
    ]


def _imported(tree: ast.Module, name: str) -> Iterator[str]:
    """Yield what runs at once; a function's own imports run when it is called."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            own = f"{name}.{node.module}" if node.module else name
            yield own if node.level else node.module or ""
        waiting += ast.iter_child_nodes(node)
