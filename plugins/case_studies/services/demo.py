from datetime import datetime


def add_demo_cases(now: datetime) -> str:
    """Add."""
    return ""
