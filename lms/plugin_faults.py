"""What the doctor of plugins is told of listeners that gave up."""

from collections.abc import Iterator

from django.db.models import Count, Max

from lms.models import DeadLetter, LetterState
from lms.plugins.informants import Finding, examiners
from lms.plugins.registry import plugins

_HINT = (
    "Tell its author, with the traceback. Once it is mended: Settings > Dead letters, "
    "try again or let go."
)


def connect() -> None:
    """Tell the doctor; safe to repeat."""
    if waiting_letters not in examiners:
        examiners.append(waiting_letters)


def waiting_letters() -> Iterator[Finding]:
    """Say how many events each listener of a plugin gave up, with the last error."""
    waiting = DeadLetter.objects.filter(state=LetterState.WAITING)
    counted = waiting.order_by("listener").values_list("listener")
    for listener, count, last in counted.annotate(Count("pk"), Max("pk")):
        label = listener.partition(".")[0]
        if label in plugins:
            sentence = f"{listener} failed too often; events that wait: {count}."
            error = waiting.get(pk=last).error
            yield Finding(label, "dead letters", sentence, _HINT, error)
