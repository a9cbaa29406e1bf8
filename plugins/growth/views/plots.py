"""Bars: how much of a whole, as percent of the width."""


def share(part: float, whole: float) -> float:
    """Return the percent that a part is; 0 of nothing."""
    return round(part * 100 / whole, 1) if whole else 0
