"""Measures search by judged queries, through `inside`: prints the report as JSON."""

from pathlib import Path

from django.core.management import call_command

from knowledge_base.services.library import prepare_library


def main(documents: str, queries: str, beside: str) -> None:
    """Hide the documents among the texts of a folder, and ask."""
    prepare_library()
    call_command("search_eval", documents, queries, beside=Path(beside), json=True)
