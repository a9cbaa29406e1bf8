"""How long to try: shortly in CI, at length by `make soak` (SEARCH_SOAK=1)."""

import os

IS_LONG = bool(os.environ.get("SEARCH_SOAK"))


def examples(few, many):
    """Return how many examples Hypothesis is to try."""
    return many if IS_LONG else few
