"""A package on disk, and what is in it."""

import re
import sysconfig
from configparser import ConfigParser
from configparser import Error as ConfigError
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lms.plugins.discovery import GROUP
from lms.plugins.exceptions import PluginError


@dataclass(frozen=True, slots=True)
class Wheel:
    """One package that would be installed, ready on disk."""

    file: Path
    name: str
    version: str
    is_requested: bool

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def labels(self) -> list[str]:
        """Return the labels of the plugins in it; raises PluginError if unreadable."""
        entries = ConfigParser(delimiters=("=",))
        entries.optionxform = str  # type: ignore[method-assign,assignment] # labels stay as they are
        try:
            with ZipFile(self.file) as archive:
                for name in archive.namelist():
                    if re.fullmatch(r"[^/]+\.dist-info/entry_points\.txt", name):
                        entries.read_string(archive.read(name).decode())
        except (BadZipFile, ConfigError, UnicodeDecodeError) as error:
            raise PluginError(f"{self.file.name} cannot be read: {error}.") from error
        return [*entries[GROUP]] if entries.has_section(GROUP) else []

    def has_static_files(self) -> bool:
        """Tell whether a server that collects static files has to do so again."""
        return any("static" in file.parts[:-1] for file in self.files())

    def files(self) -> list[Path]:
        """Return where its modules and data of its own would lie."""
        site = Path(sysconfig.get_path("purelib"))
        with ZipFile(self.file) as archive:
            names = [each.filename for each in archive.infolist() if not each.is_dir()]
        return [site / name for name in names if ".data/" not in name]
