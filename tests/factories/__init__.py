"""Rows for tests: one factory per model, with what a test does not care about."""
