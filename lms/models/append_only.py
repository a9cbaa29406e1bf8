"""Rows that are only ever added: what is wrong is countered by another row."""

from typing import Any, NoReturn, TypeVar

from django.db import connection, models

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


def insert_if_new(row: AppendOnlyModel) -> bool:
    """Write a row unless one of its unique values is there; tell whether it was written.

    Django's own way would not say. The row gets no key: read it again where one is
    needed. Whoever writes the same at the same time is waited for.
    """
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({places}) ON CONFLICT DO NOTHING'  # noqa: S608 (names of columns)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount > 0
