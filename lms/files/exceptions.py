"""What can be wrong with a file from outside."""


class FileRefusedError(Exception):
    """The file is not taken in; the message names it and says why, to a person."""


class ChildError(Exception):
    """Nothing came of the work on a file."""


class ChildLimitError(ChildError):
    """The work took more memory, time or room than it may."""


class ChildFailedError(ChildError):
    """The work raised an error; `name` is that of its class."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
