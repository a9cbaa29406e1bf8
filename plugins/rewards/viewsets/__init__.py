"""The share points in Wagtail's admin."""
