"""What is handed in."""

from django.db import models
from django.utils.translation import pgettext_lazy


class HandInState(models.TextChoices):
    """What became of something that was handed in."""

    WAITING = "waiting", pgettext_lazy("hand-in", "Waits for a look")
    ACCEPTED = "accepted", pgettext_lazy("hand-in", "Accepted")
    SENT_BACK = "sent_back", pgettext_lazy("hand-in", "Sent back")
    REPLACED = "replaced", pgettext_lazy("hand-in", "Replaced by a newer one")


class HandInFiles(models.TextChoices):
    """Which files a task takes, beside text."""

    NONE = "none", pgettext_lazy("hand-in", "None: text alone")
    PICTURE = "picture", pgettext_lazy("hand-in", "Pictures")
    SOUND = "sound", pgettext_lazy("hand-in", "Sound")
    FILM = "film", pgettext_lazy("hand-in", "Films")
    DOCUMENT = "document", pgettext_lazy("hand-in", "Documents")
    ANY = "any", pgettext_lazy("hand-in", "Any of these")


class HandInRule(models.TextChoices):
    """When a task holds the lesson up no longer."""

    ACCEPTED = "accepted", pgettext_lazy("hand-in", "It is accepted")
    HANDED_IN = "handed_in", pgettext_lazy("hand-in", "It is handed in")
    VOLUNTARY = "voluntary", pgettext_lazy("hand-in", "At once: it is voluntary")
