"""Films in lessons: played in parts, and by whom."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from knowledge_base.models import LibraryDocument
from plugins.courses.models import LessonPage
from plugins.courses.search import LessonSource
from plugins.courses.tests.factories import make_course, make_enrollment, make_lesson
from tests.factories.knowledge_base import ScriptFactory

pytestmark = pytest.mark.django_db


def lesson_with(*body):
    course = make_course(lessons=0)
    return course, make_lesson(course, body=[*body])


@pytest.fixture
def film():
    content = b"\0\0\0\x18ftypmp42" + bytes(range(200))
    return LibraryDocument.objects.create(
        title="示范", file=ContentFile(content, name="demo.mp4")
    ), content


def video(document):
    value = {"file": document, "captions": None, "language": "zh", "transcript": "您好"}
    return ("video", value)


def test_a_film_is_sent_in_parts_to_those_who_may_read_lesson_and_file(learner, film):
    document, content = film
    course, lesson = lesson_with(video(document))
    make_enrollment(course, person=learner.user)
    address = f"{lesson.get_absolute_url()}files/{document.pk}/"

    page = learner.get(lesson.get_absolute_url())
    assert address in page.content.decode()
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    whole = learner.get(address)
    assert b"".join(whole.streaming_content) == content
    assert whole.headers["Content-Type"] == "video/mp4"
    part = learner.get(
        address, headers={"range": "bytes=4-7", "accept-encoding": "gzip"}
    )
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(content)}"
    last = learner.get(address, headers={"range": "bytes=-3"})
    assert b"".join(last.streaming_content) == content[-3:]
    beyond = learner.get(address, headers={"range": "bytes=900-"})
    assert beyond.status_code == 416

    PageViewRestriction.objects.create(page=course, restriction_type="groups")
    assert learner.get(address).status_code == 404


def test_a_file_that_is_not_in_the_lesson_is_not_sent(learner, film):
    course, lesson = lesson_with()
    make_enrollment(course, person=learner.user)

    address = f"{lesson.get_absolute_url()}files/{film[0].pk}/"
    assert learner.get(address).status_code == 404


def test_a_lesson_with_films_and_scripts_is_shown_in_results_without_a_query(film):
    _course, lesson = lesson_with(
        ("text", "<p>先听完</p>"), video(film[0]), ("script", ScriptFactory())
    )
    lesson = LessonPage.objects.get(pk=lesson.pk)

    with CaptureQueriesContext(connection) as asked:
        text = LessonSource().present(lesson).text

    assert text == "先听完\n您好"
    assert len(asked) == 0
