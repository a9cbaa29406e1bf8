"""Rows that are only ever added: what is wrong is countered by another row."""

from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class RowsStayError(TypeError):
    """Somebody tried to change or delete what has happened."""

    def __init__(self) -> None:
        super().__init__("What has happened is neither changed nor deleted.")


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Rows to be read."""

    def update(self, **_values: Any) -> NoReturn:
        """Raise RowsStayError."""
        raise RowsStayError

    def delete(self) -> NoReturn:
        """Raise RowsStayError."""
        raise RowsStayError

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        """Raise RowsStayError."""
        raise RowsStayError


class AppendOnlyModel(models.Model):
    """A row that is saved once."""

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        """Save a new one; raise RowsStayError for one that is there."""
        if not self._state.adding:
            raise RowsStayError
        super().save(**kwargs)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Raise RowsStayError."""
        raise RowsStayError
