"""What goes wrong with an index."""


class IndexUnavailable(Exception):  # noqa: N818 (a state, not a mistake)
    """The search server does not answer, or has no index."""
