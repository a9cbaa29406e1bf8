"""What the four rooms of courses supply to the host."""

from plugins.courses.extensions import (  # noqa: F401 (that is enough)
    classes,
    courses,
    exams,
    hand_ins,
    practicals,
)
