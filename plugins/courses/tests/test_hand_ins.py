"""Handing in: what learners make, and what trainers say of it."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from knowledge_base.models import LibraryDocument
from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from lms.personal_data import anonymise, data_of
from plugins.courses.enums import HandInState
from plugins.courses.exceptions import (
    HandInChangedError,
    HandInDecidedError,
    HandInOpenError,
    NotOneselfError,
    TooManyVersionsError,
)
from plugins.courses.models import Enrollment, HandIn, HandInFile, LessonPage
from plugins.courses.models.content import find_block
from plugins.courses.search import LessonSource
from plugins.courses.services import handing_in
from plugins.courses.services.progress import finish_lesson
from plugins.courses.tests.builders import question, task
from plugins.courses.tests.factories import make_enrollment
from plugins.courses.tests.factories_hand_ins import (
    FILM,
    address_of,
    asking,
    film,
    hand,
    judge,
    shown,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROOT = "/plugins/courses"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)
SECRETS = ("标准答案在此", "报上姓名")


@pytest.fixture
def part():
    return task()


@pytest.fixture
def lesson(part):
    return asking(part)[1]


@pytest.fixture
def row(lesson, learner):
    return make_enrollment(lesson.course, person=learner.user)


def test_a_film_is_handed_in_looked_at_sent_back_handed_in_again_and_accepted(
    learner, trainer, lesson, part, row
):
    address = address_of(lesson, part)
    learner.post(address, {"seen": 0, "text": "请看", "files": [film()]})
    first = HandIn.objects.get()
    dispatch(now=timezone.now())
    page = shown(trainer, f"{ROOT}/hand-ins/")
    assert f"{ROOT}/hand-ins/{first.pk}/" in page
    look = f"{ROOT}/hand-ins/{first.pk}/"
    assert "标准答案在此" in shown(trainer, look)

    said = {"verdict": "back", "point-0": "met", "point-1": "missed"}
    said["comment-1"] = "没有报姓名"
    trainer.post(look, said)

    dispatch(now=timezone.now())
    told = Notification.objects.filter(recipient=learner.user)
    assert [each.kind for each in told] == ["lms_courses.hand_in_decided"]
    page = shown(learner, lesson.get_absolute_url())
    assert "没有报姓名" in page
    assert "Hand in anew" in page
    learner.post(address, {"seen": 1, "text": "第二次", "files": [film()]})
    second = HandIn.objects.get(number=2)
    trainer.post(f"{ROOT}/hand-ins/{second.pk}/", {"verdict": "accept"})

    assert Enrollment.objects.get(pk=row.pk).completed_at
    states = HandIn.objects.order_by("number").values_list("state", flat=True)
    assert [*states] == ["sent_back", "accepted"]
    assert "Hand in anew" not in shown(learner, lesson.get_absolute_url())
    assert "Nothing waits for you" in shown(trainer, f"{ROOT}/hand-ins/")
    assert look in shown(trainer, f"{ROOT}/hand-ins/?state=sent_back")


def test_the_standard_is_in_the_page_only_after_something_was_handed_in(
    learner, lesson, part, row
):
    before = shown(learner, lesson.get_absolute_url())
    assert not any(secret in before for secret in SECRETS)
    assert not any(secret in LessonSource().present(lesson).text for secret in SECRETS)

    learner.post(address_of(lesson, part), {"seen": 0, "text": "我的答案"})

    after = shown(learner, lesson.get_absolute_url())
    assert all(secret in after for secret in SECRETS)


def test_an_open_standard_is_there_for_comparing_at_once(learner):
    course, lesson = asking(task(is_open=True))
    make_enrollment(course, person=learner.user)
    assert all(s in shown(learner, lesson.get_absolute_url()) for s in SECRETS)


def test_a_film_that_shows_the_standard_is_kept_back_as_long(learner, trainer):
    document = LibraryDocument.objects.create(
        title="标准示范", file=ContentFile(FILM, name="standard.mp4")
    )
    course, lesson = asking(task(file=document.pk))
    row = make_enrollment(course, person=learner.user)
    address = f"{lesson.get_absolute_url()}files/{document.pk}/"

    def status(client):
        answer = client.get(address)
        answer.close()
        return answer.status_code

    assert (status(learner), status(trainer)) == (404, 200)
    hand(row, lesson)
    assert status(learner) == 200
    assert address in shown(learner, lesson.get_absolute_url())


def test_files_are_for_the_learner_and_those_who_look_at_them_alone(
    client_as, learner, lesson, row
):
    hand(row, lesson, files=[film(), SimpleUploadedFile("流程.txt", b"A -> B")])
    shown_one, saved = HandInFile.objects.order_by("pk")
    address = f"{ROOT}/hand-ins/{shown_one.hand_in_id}/files/{shown_one.pk}/"
    other = make_enrollment(lesson.course)
    theirs = hand(other, lesson)

    def status(client, path=address, **headers):
        answer = client.get(path, headers=headers)
        answer.close()
        return answer.status_code

    trainer = client_as(Role.TRAINER)
    assert (status(learner), status(trainer)) == (200, 200)
    assert status(learner, range="bytes=0-3") == 206
    for role in (Role.AGENT, Role.EDITOR, Role.MANAGER, Role.REVIEWER):
        assert status(client_as(role)) == 404
    wrong = f"{ROOT}/hand-ins/{theirs.pk}/files/{shown_one.pk}/"
    assert (status(learner, wrong), status(trainer, wrong)) == (404, 404)
    answer = learner.get(f"{ROOT}/hand-ins/{saved.hand_in_id}/files/{saved.pk}/")
    assert "attachment" in answer.headers["Content-Disposition"]
    answer.close()
    restricted = lesson.course.view_restrictions.create(restriction_type="groups")
    assert status(client_as(Role.TRAINER)) == 404
    restricted.delete()


@pytest.mark.parametrize(
    ("fields", "sent", "said"),
    [
        ({}, {}, "Write something or choose a file first."),
        ({}, {"text": "字" * 8001}, "too long"),
        ({"files": "film"}, {"files": [film("a.png", PICTURE)]}, "not taken in"),
        ({"files": "none"}, {"files": [film()]}, "not taken in"),
        ({}, {"files": [film("x.png", FILM)]}, "no PNG file"),
        ({}, {"files": [film("x.png", PICTURE)]}, "is damaged"),
        ({}, {"files": [film() for _each in range(6)]}, "Five files"),
    ],
)
def test_what_is_refused_says_why_and_loses_no_word(learner, fields, sent, said):
    part = task(**fields)
    course, lesson = asking(part)
    make_enrollment(course, person=learner.user)
    sent = {"seen": 0, "text": "这是我写的话", **sent}
    if said.startswith("Write"):
        sent["text"] = ""
    for file in sent.get("files", ()):
        file.seek(0)

    answer = learner.post(
        address_of(lesson, part), sent, headers={"accept-language": "en"}
    )

    page = answer.content.decode()
    assert said in page
    assert sent["text"] in page
    assert not HandIn.objects.exists()


def test_a_photograph_is_kept_without_its_place(row, lesson):
    exif, content = Image.Exif(), BytesIO()
    exif[0x010E] = "31.2304N"
    Image.new("RGB", (8, 8)).save(content, "JPEG", exif=exif)
    assert b"31.2304N" in content.getvalue()

    hand(row, lesson, files=[film("我.jpg", content.getvalue())])

    kept = HandInFile.objects.get()
    with kept.file.open() as file:
        data = file.read()
    assert b"31.2304N" not in data
    assert (kept.filename, kept.size) == ("我.jpg", len(data))
    assert kept.sha256 == sha256(data).hexdigest()


def test_a_second_press_hands_nothing_in_and_an_older_window_hears_of_it(
    learner, lesson, part, row
):
    for _each in range(2):
        answer = learner.post(
            address_of(lesson, part),
            {"seen": 0, "text": "一样的话"},
            headers={"accept-language": "en"},
        )

    assert HandIn.objects.count() == 1
    assert "handed in meanwhile" in answer.content.decode()


def test_what_waits_is_replaced_by_a_newer_one_and_kept(lesson, row):
    hand(row, lesson)
    hand(row, lesson, "更好的答案", seen=1)

    states = HandIn.objects.order_by("number").values_list("state", flat=True)
    assert [*states] == [HandInState.REPLACED, HandInState.WAITING]


def test_what_nobody_has_looked_at_is_taken_back_with_its_files(
    learner, lesson, part, row, django_capture_on_commit_callbacks
):
    hand(row, lesson, files=[film()])
    kept = HandInFile.objects.get().file
    assert kept.storage.exists(kept.name)

    with django_capture_on_commit_callbacks(execute=True):
        learner.post(f"{address_of(lesson, part)}take-back/")

    assert not HandIn.objects.exists()
    assert not kept.storage.exists(kept.name)


def test_what_was_looked_at_is_neither_taken_back_nor_decided_again(
    learner, trainer, lesson, part, row
):
    found = hand(row, lesson)
    judge(found, trainer.user, is_accepted=False)
    with pytest.raises(HandInDecidedError):
        judge(found, trainer.user)

    learner.post(f"{address_of(lesson, part)}take-back/")

    assert HandIn.objects.get().state == HandInState.SENT_BACK


def test_a_trainer_who_writes_while_it_is_replaced_keeps_every_word(
    trainer, lesson, row
):
    found = hand(row, lesson)
    hand(row, lesson, "更好的答案", seen=1)

    answer = trainer.post(
        f"{ROOT}/hand-ins/{found.pk}/",
        {"verdict": "accept", "feedback": "写了很久的反馈", "comment-0": "笑一笑"},
        headers={"accept-language": "en"},
    )

    page = answer.content.decode()
    assert "replaced meanwhile" in page
    assert "写了很久的反馈" in page
    assert "笑一笑" in page
    assert not HandIn.objects.exclude(decided_at=None).exists()


def test_nothing_is_sent_back_without_a_word_and_nobody_accepts_their_own(
    trainer, lesson, row
):
    found = hand(row, lesson)
    page = trainer.post(
        f"{ROOT}/hand-ins/{found.pk}/",
        {"verdict": "back"},
        headers={"accept-language": "en"},
    )
    assert "Say what is missing" in page.content.decode()
    with pytest.raises(NotOneselfError):
        judge(found, row.person)
    own = hand(make_enrollment(lesson.course, person=trainer.user), lesson)
    assert trainer.get(f"{ROOT}/hand-ins/{own.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("rule", "completes"), [("handed_in", True), ("accepted", False)]
)
def test_a_lesson_is_done_when_its_task_says_so(rule, completes):
    course, lesson = asking(task(done_when=rule))
    row = make_enrollment(course)
    with pytest.raises(HandInOpenError):
        finish_lesson(enrollment=row, lesson=lesson, opened_at=NOW, now=NOW)

    found = hand(row, lesson)

    assert bool(Enrollment.objects.get().completed_at) is completes
    judge(found, UserFactory(role=Role.TRAINER))
    assert Enrollment.objects.get().completed_at


def test_a_voluntary_task_holds_nothing_up():
    course, lesson = asking(task(done_when="voluntary"))
    row = make_enrollment(course)
    assert finish_lesson(enrollment=row, lesson=lesson, opened_at=NOW, now=NOW)


def test_an_accepted_task_does_not_pass_over_open_checks(trainer):
    asked = question()
    course, lesson = asking(task(), asked, rule="checks")
    row = make_enrollment(course)

    judge(hand(row, lesson), trainer.user)

    assert Enrollment.objects.get().completed_at is None


def test_what_was_handed_in_outlives_its_lesson(trainer, lesson, row):
    found = hand(row, lesson)
    LessonPage.objects.get().delete()

    look = f"{ROOT}/hand-ins/{found.pk}/"
    assert "您好，我是小王" in shown(trainer, look)
    trainer.post(look, {"verdict": "accept"})
    assert HandIn.objects.get().state == HandInState.ACCEPTED


def test_somebody_made_anonymous_leaves_neither_films_nor_words(
    lesson, row, django_capture_on_commit_callbacks
):
    hand(row, lesson, files=[film()])
    kept = HandInFile.objects.get().file
    person = row.person
    (entry,) = data_of(person)["lms_courses.hand_ins"]
    assert entry["text"] == "您好，我是小王"
    person.is_active = False
    person.save()

    with django_capture_on_commit_callbacks(execute=True):
        anonymise(person=person, user=None, now=timezone.now())

    assert not HandIn.objects.exists()
    assert not kept.storage.exists(kept.name)


def test_nobody_fills_the_disk_version_by_version(lesson, row, monkeypatch):
    monkeypatch.setattr(handing_in, "MOST_VERSIONS", 1)
    hand(row, lesson)
    with pytest.raises(TooManyVersionsError):
        hand(row, lesson, seen=1)
    with pytest.raises(HandInChangedError):
        hand(row, lesson, seen=7)


def test_a_copy_of_a_lesson_asks_for_hand_ins_of_its_own(row, lesson):
    twin = lesson.copy(update_attrs={"slug": "twin"})
    twin = LessonPage.objects.get(pk=twin.pk)
    other = make_enrollment(lesson.course)
    hand(other, lesson)
    hand(other, twin)
    assert find_block(twin, "hand_in", str(lesson.body[0].id))
    assert HandIn.objects.filter(state=HandInState.WAITING).count() == 2
