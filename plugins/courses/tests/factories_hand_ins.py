"""What learners hand in, for tests."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plugins.courses.services.handing_in import Handed, decide, hand_in
from plugins.courses.tests.factories import make_course, make_lesson

NOW = timezone.now()


FILM = b"\0\0\0\x18ftypmp42" + bytes(range(100))


def asking(*body, **fields):
    """Return a course with one lesson that asks for something."""
    course = make_course(lessons=0)
    known = {"fewest_seconds": 0, **fields}
    return course, make_lesson(course, body=[*body], **known)


def hand(row, lesson, text="您好，我是小王", *, seen=0, files=()):
    block = lesson.body[0]
    handed = Handed(text, files, seen)
    known = {"enrollment": row, "lesson": lesson, "block": block, "now": NOW}
    return hand_in(**known, handed=handed)


def judge(found, user, *, is_accepted=True, feedback="很好", points=()):
    known = {"feedback": feedback, "points": points, "now": NOW}
    return decide(row=found, user=user, is_accepted=is_accepted, **known)


def film(name="me.mp4", content=FILM):
    return SimpleUploadedFile(name, content)


def address_of(lesson, part):
    return f"{lesson.get_absolute_url()}tasks/{part['id']}/"


def shown(client, address):
    headers = {"accept-language": "en"}
    return client.get(address, headers=headers).content.decode()
