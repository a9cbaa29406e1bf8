"""Surveys and voices of customers: what each address answers to whom."""

from lms.enums import Role
from plugins.surveys.tests.factories import (
    make_follow_up,
    make_people,
    make_voice,
    make_wave,
)
from tests.factories.people import UserFactory
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST = ("POST",)
BOTH = ("GET", "POST")
NOBODY: frozenset[str] = frozenset()
ASKERS = only(Role.TRAINER, Role.MANAGER)
HANDLERS = only(Role.MANAGER)
STEPS = ("remind", "close", "delete", "call", "plan", "assign", "reopen", "nothing")


def make_objects(place):
    wave = make_wave()
    voice = make_voice(csat=1, words="没人回电")
    make_follow_up(voice, owner=UserFactory())
    people = make_people(5)
    return {
        "interviews": make_wave(people=people, is_interview=True).pk,
        "drawn": people[0].pk,
        "wave": wave.pk,
        "questionnaire": wave.version.questionnaire_id,
        "voice": voice.pk,
        **{word: word for word in STEPS},
    }


def page(name, *args, **options):
    return Row(f"lms_surveys:{name}", args, **options)


def asking(name, *args, **options):
    """For those who plan surveys and read what they came to."""
    return page(name, *args, **{"allowed": ASKERS, **options})


def others(name, *args, **options):
    """It is somebody else's: only who looks after all voices finds it."""
    return page(name, *args, **{"allowed": HANDLERS, "refusal": NOT_FOUND, **options})


ROWS = [
    page("mine"),
    page("mine", methods=POST, answer=NOT_ALLOWED),
    page("answer", "wave", methods=BOTH, answer=NOT_FOUND),
    asking("waves"),
    asking("wave", "wave"),
    asking("interview", "interviews", "drawn", methods=BOTH),
    asking("interview", "wave", "drawn", answer=NOT_FOUND),
    asking("change_wave", "wave", methods=BOTH),
    asking("wave_step", "wave", "remind", methods=POST),
    asking("wave_step", "wave", "nothing", methods=POST, answer=NOT_FOUND),
    asking("wave_step", "wave", "close", methods=POST),
    asking("wave_step", "wave", "delete", methods=POST),
    page("wave_step", "wave", "close", answer=NOT_ALLOWED),
    asking("questionnaires"),
    asking("new_questionnaire", methods=BOTH),
    asking("questionnaire", "questionnaire", methods=BOTH),
    asking("plan", "questionnaire", methods=BOTH),
    page("voices"),
    page("register", methods=BOTH),
    page("take_in", methods=BOTH, allowed=HANDLERS),
    others("voice", "voice"),
    others("edit_voice", "voice", methods=BOTH),
    others("delete_voice", "voice", methods=POST),
    page("delete_voice", "voice", answer=NOT_ALLOWED),
    *(
        others("follow_up_step", "voice", word, methods=POST)
        for word in ("call", "plan", "assign", "close", "reopen")
    ),
    others("follow_up_step", "voice", "nothing", methods=POST, answer=NOT_FOUND),
    page("follow_up_step", "voice", "call", answer=NOT_ALLOWED),
    page("follow_ups"),
    asking("report"),
]
