"""The host: people and teams, search, page frame; it knows no content type."""

__version__ = "0.1.0"
