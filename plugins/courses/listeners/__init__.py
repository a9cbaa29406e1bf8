"""What follows from what has happened in courses."""

from plugins.courses.listeners import (  # noqa: F401 (that is enough)
    courses,
    exams,
    hand_ins,
    practicals,
)
