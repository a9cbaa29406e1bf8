from typing import Any

from lms.events import Event, listen
from lms.notifications import holders_of, is_here, notify_of, people_of
from plugins.community.enums import SuggestionState
from plugins.community.events import (
    ApplicationMoved,
    Applied,
    ItemGiven,
    MeetingChanged,
    Suggested,
    SuggestionCommented,
    SuggestionMoved,
    TalkDecided,
    TalkProposed,
)
from plugins.community.models import (
    ANSWER,
    DECIDE,
    ORGANISE,
    Application,
    Meeting,
    Suggestion,
)


@listen(Suggested)
def tell_answerers(event: Suggested) -> None:
    """Tell those who answer, as long as it is new."""
    row = Suggestion.objects.filter(pk=event.target.key, state="new").first()
    if row is not None:
        notify_of(event, holders_of(ANSWER).exclude(pk=row.suggested_by_id))


@listen(SuggestionMoved)
def tell_suggesters(event: SuggestionMoved) -> None:
    """Tell whoever suggested it, also as a duplicate; those who answer, if it is open again."""
    row = Suggestion.objects.filter(pk=event.target.key).first()
    if row is None:
        return
    keys = [*row.duplicates.values_list("suggested_by", flat=True), row.suggested_by_id]
    if event.actor_id is not None:  # who did it without a name is who suggested it
        _tell(event, people_of(*keys), state=event.state)
    if event.state == SuggestionState.NEW:
        _tell(event, holders_of(ANSWER).exclude(pk__in=_known(keys)), state=event.state)


@listen(SuggestionCommented)
def tell_of_comment(event: SuggestionCommented) -> None:
    """Tell whoever suggested it of a comment by somebody else."""
    row = Suggestion.objects.filter(pk=event.target.key).first()
    if row is not None and event.actor_id is not None:
        _tell(event, people_of(row.suggested_by_id))


@listen(TalkProposed)
def tell_host(event: TalkProposed) -> None:
    """Tell the host, or all who organise while none is here."""
    row = Meeting.objects.filter(pk=event.target.key).first()
    if row is None:
        return
    host = people_of(row.host_id)
    is_led = any(is_here(each, event.occurred_at) for each in host)
    _tell(event, host if is_led else holders_of(ORGANISE))


@listen(TalkDecided)
def tell_speaker(event: TalkDecided) -> None:
    """Tell whoever gives the talk."""
    _tell(event, people_of(event.speaker), state=event.state)


@listen(MeetingChanged)
def tell_who_comes(event: MeetingChanged) -> None:
    """Tell the host, who speaks, and who has signed up."""
    row = Meeting.objects.filter(pk=event.target.key).first()
    if row is None:
        return
    coming = row.seats.filter(is_coming=True).values_list("person", flat=True)
    talks = row.talks.filter(state__in=["proposed", "on"])
    speakers = talks.values_list("speaker", flat=True)
    _tell(event, people_of(row.host_id, *coming, *speakers), change=event.change)


@listen(ItemGiven)
def tell_owner(event: ItemGiven) -> None:
    """Tell whoever is to do it."""
    _tell(event, people_of(event.owner))


@listen(Applied)
def tell_deciders(event: Applied) -> None:
    """Tell those who may make the decision that it waits for."""
    row = Application.objects.filter(pk=event.target.key).first()
    if row is not None and event.key.endswith(f":{row.version}"):
        done = _known([row.applicant_id, row.first_by_id])
        _tell(event, holders_of(DECIDE).exclude(pk__in=done))


@listen(ApplicationMoved)
def tell_applicant(event: ApplicationMoved) -> None:
    """Tell whoever applied."""
    row = Application.objects.filter(pk=event.target.key).first()
    if row is not None:
        _tell(event, people_of(row.applicant_id), state=event.state)


def _known(keys: list[Any]) -> list[Any]:
    return [key for key in keys if key is not None]


def _tell(event: Event, people: Any, **parameters: Any) -> None:
    """Tell people, but not whoever did it."""
    others = people if event.actor_id is None else people.exclude(pk=event.actor_id)
    notify_of(event, others, **parameters)
