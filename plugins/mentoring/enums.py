from django.db import models
from django.utils.translation import pgettext_lazy


class PairState(models.TextChoices):
    """What became of a pair."""

    RUNNING = "running", pgettext_lazy("pair", "Under way")
    PASSED = "passed", pgettext_lazy("pair", "Passed")
    ENDED = "ended", pgettext_lazy("pair", "Ended")
    HANDED_OVER = "handed_over", pgettext_lazy("pair", "Handed over")


class Side(models.TextChoices):
    """Which of the two."""

    MENTOR = "mentor", pgettext_lazy("side of a pair", "mentor")
    APPRENTICE = "apprentice", pgettext_lazy("side of a pair", "apprentice")


class Grade(models.IntegerChoices):
    """How somebody finds an aspect of the own work."""

    PRACTICE = 1, pgettext_lazy("self-review", "To practice")
    FAIR = 2, pgettext_lazy("self-review", "Fair")
    STEADY = 3, pgettext_lazy("self-review", "Steady")
