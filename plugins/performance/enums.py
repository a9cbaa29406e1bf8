from django.db import models
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    """Who rates somebody."""

    SELF = "self", pgettext_lazy("rating", "Oneself")
    SUPERIOR = "superior", pgettext_lazy("rating", "Superior")
    PANEL = "panel", pgettext_lazy("rating", "Panel")


class Kind(models.TextChoices):
    """Where the points of an indicator come from."""

    RATED = "rated", pgettext_lazy("performance", "Rated by people")
    MEASURED = "measured", pgettext_lazy("performance", "Measured by this site")
    ENTERED = "entered", pgettext_lazy("performance", "Figures that are entered")
    CALLS = "calls", pgettext_lazy("performance", "Completion of call-backs")


class MonthState(models.TextChoices):
    """How far a month is."""

    COLLECTING = "collecting", pgettext_lazy("performance", "Collecting")
    CLOSED = "closed", pgettext_lazy("performance", "Closed")
    PUBLISHED = "published", pgettext_lazy("performance", "Published")
    CORRECTED = "corrected", pgettext_lazy("performance", "Published, corrected since")


OUT = (MonthState.PUBLISHED, MonthState.CORRECTED)
"""States in which people read their sheets."""


class Act(models.TextChoices):
    """What was done with a month."""

    OPENED = "opened", pgettext_lazy("performance", "Opened")
    CLOSED = "closed", pgettext_lazy("performance", "Closed")
    REOPENED = "reopened", pgettext_lazy("performance", "Opened again")
    PUBLISHED = "published", pgettext_lazy("performance", "Published")
    CORRECTED = "corrected", pgettext_lazy("performance", "Corrected")
