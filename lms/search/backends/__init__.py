"""Wagtail's search back ends, with Chinese; one for each database."""
