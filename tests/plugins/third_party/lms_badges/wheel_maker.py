"""Builds the wheel without any tool, and so without a network."""

import hashlib
import tomllib
from base64 import urlsafe_b64encode
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROOT = Path(__file__).parent


def build_wheel(folder, config_settings=None, metadata_directory=None):
    """Write a wheel of what pyproject.toml says, and return its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module = project["name"].replace("-", "_")
    info = f"{module}-{project['version']}.dist-info"
    files = {
        str(path.relative_to(ROOT)): path.read_bytes()
        for part in (ROOT / module, *ROOT.glob("*.data"))
        for path in sorted(part.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
    files |= {f"{info}/{name}": text.encode() for name, text in _info(project).items()}
    name = f"{module}-{project['version']}-py3-none-any.whl"
    with ZipFile(Path(folder) / name, "w", ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
        lines = [_recorded(path, content) for path, content in files.items()]
        wheel.writestr(f"{info}/RECORD", "\n".join([*lines, f"{info}/RECORD,,", ""]))
    return name


def _info(project):
    required = [f"Requires-Dist: {each}" for each in project.get("dependencies", [])]
    metadata = [
        "Metadata-Version: 2.1",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        *required,
    ]
    entries = [
        line
        for group, lines in project.get("entry-points", {}).items()
        for line in (
            f"[{group}]",
            *(f"{name} = {value}" for name, value in lines.items()),
        )
    ]
    tags = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"]
    return {
        "METADATA": "\n".join([*metadata, ""]),
        "WHEEL": "\n".join([*tags, ""]),
        "entry_points.txt": "\n".join([*entries, ""]),
    }


def _recorded(path, content):
    digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}"
