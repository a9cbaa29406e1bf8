"""What learners see and press: catalog, course, lesson, my learning."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, PageViewRestriction

from lms.enums import Role
from plugins.courses.models import (
    ActivityProgress,
    CheckAnswer,
    Enrollment,
    LessonNote,
    LessonPage,
)
from plugins.courses.tests.builders import key_of, question, reflection
from plugins.courses.tests.factories import (
    make_course,
    make_enrollment,
    make_lesson,
)
from tests.factories.knowledge_base import FaqFactory, ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/courses"
PART = {"X-Part": "yes"}


def shown(client, address, language="en"):
    return client.get(address, headers={"accept-language": language}).content.decode()


def lesson_with(*body, **fields):
    course = make_course(lessons=0)
    return course, make_lesson(course, body=[*body], **fields)


def embedded():
    return {"type": "script", "value": ScriptFactory().pk}


def press_done(client, lesson, minutes=10):
    """Press “Done” as somebody who has had it open for so long."""
    ActivityProgress.objects.update(
        opened_at=timezone.now() - timedelta(minutes=minutes)
    )
    return client.post(f"{lesson.get_absolute_url()}done/")


def test_a_learner_begins_reads_and_completes_a_course(learner):
    course = make_course(lessons=2, title="先安抚情绪")
    make_enrollment(course)
    first, second = LessonPage.objects.child_of(course).order_by("path")

    begun = learner.post(f"{course.get_absolute_url()}begin/")
    assert begun.url == first.get_absolute_url()
    learner.post(f"{first.get_absolute_url()}opened/")
    assert press_done(learner, first).url == second.get_absolute_url()
    assert "1 of 2, 50%" in shown(learner, course.get_absolute_url())
    learner.post(f"{second.get_absolute_url()}opened/")
    assert press_done(learner, second).url == course.get_absolute_url()

    assert "You completed this course" in shown(learner, course.get_absolute_url())
    assert Enrollment.objects.of(learner.user).get().completed_at


def test_done_without_script_counts_from_when_the_server_showed_the_lesson(learner):
    course = make_course(lessons=1)
    make_enrollment(course, person=learner.user)
    (lesson,) = LessonPage.objects.child_of(course)
    token = learner.get(lesson.get_absolute_url()).context["opened"]

    answer = learner.post(
        f"{lesson.get_absolute_url()}done/", {"opened": token}, follow=True
    )
    assert answer.context["messages"]
    assert not Enrollment.objects.exclude(completed_at=None).exists()
    LessonPage.objects.update(fewest_seconds=0)
    learner.post(f"{lesson.get_absolute_url()}done/", {"opened": "forged"})
    assert Enrollment.objects.exclude(completed_at=None).exists()


def test_a_get_changes_nothing(learner):
    course = make_course(lessons=1)
    row = make_enrollment(course, person=learner.user)
    for address in (
        course.get_absolute_url(),
        LessonPage.objects.get().get_absolute_url(),
        f"{ROOT}/mine/",
    ):
        learner.get(address)

    assert Enrollment.objects.get(pk=row.pk).begun_at is None
    assert not ActivityProgress.objects.exists()


def test_one_goes_on_at_the_lesson_that_was_open_last(learner):
    course = make_course(lessons=3)
    make_enrollment(course, person=learner.user)
    _first, second, _third = LessonPage.objects.child_of(course).order_by("path")

    learner.post(f"{second.get_absolute_url()}opened/")

    page = learner.get(course.get_absolute_url())
    assert page.context["standing"].going_on.url == second.get_absolute_url()
    assert f'href="{second.get_absolute_url()}"' in shown(learner, f"{ROOT}/mine/")


def test_the_right_answer_is_in_the_page_only_after_it_was_given(learner):
    part = question()
    course, lesson = lesson_with(part)
    make_enrollment(course, person=learner.user)
    address = f"{lesson.get_absolute_url()}checks/{part['id']}/"
    before = shown(learner, lesson.get_absolute_url())

    assert "先听完" in before
    for secret in ("说明：", "先情绪，后事情", "is_right"):
        assert secret not in before
    assert "先情绪" not in lesson.plain_text
    wrong = learner.post(address, {"chosen": key_of(part, "先解释规定")}, headers=PART)
    text = wrong.content.decode()
    assert "说明：先解释规定" in text
    assert "说明：先听完" not in text
    learner.post(address, {"chosen": key_of(part, "先听完")})

    after = shown(learner, lesson.get_absolute_url())
    assert "先情绪，后事情" in after
    answer = CheckAnswer.objects.get()
    assert (answer.is_right, answer.tries) == (True, 2)


@pytest.mark.parametrize("chosen", [[], ["nothing"], "both"])
def test_an_answer_that_is_none_is_asked_for_again(learner, chosen):
    part = question()
    course, lesson = lesson_with(part)
    make_enrollment(course, person=learner.user)
    if chosen == "both":
        chosen = [key_of(part, "先听完"), key_of(part, "先解释规定")]

    answer = learner.post(
        f"{lesson.get_absolute_url()}checks/{part['id']}/",
        {"chosen": chosen},
        headers={**PART, "accept-language": "en"},
    )

    assert "Choose an answer first." in answer.content.decode()
    assert not CheckAnswer.objects.exists()


def test_notes_are_for_the_learner_and_trainers_and_nobody_else(client_as):
    part = reflection()
    course, lesson = lesson_with(part)
    learner, other = client_as(Role.AGENT), client_as(Role.AGENT)
    row = make_enrollment(course, person=learner.user)
    make_enrollment(course, person=other.user)
    address = f"{lesson.get_absolute_url()}notes/{part['id']}/"

    learner.post(address, {"text": "我先道歉了"})

    assert "我先道歉了" in shown(learner, lesson.get_absolute_url())
    assert "我先道歉了" not in shown(other, lesson.get_absolute_url())
    person = f"{ROOT}/report/enrollments/{row.pk}/"
    assert "我先道歉了" in shown(client_as(Role.TRAINER), person)
    assert "我先道歉了" not in shown(client_as(Role.MANAGER), person)
    assert client_as(Role.EDITOR).get(person).status_code == 403
    learner.post(address, {"text": ""})
    assert LessonNote.objects.get().text == ""


def test_answers_and_presses_go_to_ones_own_enrollment_only(client_as):
    part = question()
    course, lesson = lesson_with(part, fewest_seconds=0)
    mine = make_enrollment(course)
    stranger = client_as(Role.AGENT)

    for address in ("opened/", "done/", f"checks/{part['id']}/"):
        answer = stranger.post(
            f"{lesson.get_absolute_url()}{address}",
            {"chosen": key_of(part, "先听完")},
        )
        assert answer.status_code == 404
    assert not mine.activities.exists()
    assert not CheckAnswer.objects.exists()


def test_what_a_lesson_points_at_is_shown_to_those_who_may_read_it(learner):
    root = Collection.get_first_root_node()
    closed = root.add_child(instance=Collection(name="内部"))
    closed.view_restrictions.create(restriction_type="groups")
    script, secret = ScriptFactory(title="开场"), ScriptFactory(collection=closed)
    faq = FaqFactory()
    course, lesson = lesson_with(("script", script), ("script", secret), ("faq", faq))
    make_enrollment(course, person=learner.user)

    text = shown(learner, lesson.get_absolute_url())

    assert script.title in text
    assert str(faq) in text
    assert secret.title not in text


def test_the_catalog_is_narrowed_by_level_area_and_what_one_has_done(learner):
    begun, done, new = (make_course(level="junior") for _each in range(3))
    senior = make_course(level="senior", area="product")
    for course in (new, senior):
        make_enrollment(course)
    make_enrollment(begun, person=learner.user)
    make_enrollment(done, person=learner.user, completed_at=timezone.now())
    hidden = make_course(title="还没发布")

    def listed(query):
        cards = learner.get(f"{ROOT}/?{query}").context["cards"]
        return {card["course"].pk for card in cards}

    assert listed("") == {begun.pk, done.pk, new.pk, senior.pk}
    assert listed("level=senior&area=product") == {senior.pk}
    assert listed("own=new") == {new.pk, senior.pk}
    assert listed("own=running") == {begun.pk}
    assert listed("own=completed") == {done.pk}
    assert hidden.title not in shown(learner, f"{ROOT}/")
    assert "No course fits" in shown(learner, f"{ROOT}/?level=intermediate")


def test_my_learning_has_the_due_first_and_says_in_words_what_is_late(learner):
    today = timezone.localdate()
    for days, title in ((None, "无期限"), (5, "下周"), (-2, "已逾期的课")):
        make_enrollment(
            make_course(title=title),
            person=learner.user,
            due_on=today + timedelta(days=days) if days else None,
        )
    make_enrollment(
        make_course(title="学完了"), person=learner.user, completed_at=timezone.now()
    )

    text = shown(learner, f"{ROOT}/mine/")

    places = [text.index(each) for each in ("已逾期的课", "下周", "无期限", "学完了")]
    assert places == sorted(places)
    assert "Overdue: it was due on" in text
    assert "已逾期的课" in shown(learner, "/")


def test_a_locked_course_names_what_comes_first(learner):
    basics, course = make_course(title="入门课"), make_course()
    make_enrollment(basics)
    make_enrollment(course)
    course.prerequisites.add(basics)
    course.save()

    text = shown(learner, course.get_absolute_url())
    assert "Not open yet. First complete:" in text
    assert basics.get_absolute_url() in text
    answer = learner.post(f"{course.get_absolute_url()}begin/", follow=True)
    assert "入门课" in answer.content.decode()
    assert not Enrollment.objects.of(learner.user).exists()

    make_enrollment(course, person=learner.user)
    lesson = LessonPage.objects.child_of(course).first()
    assert learner.get(lesson.get_absolute_url()).url == course.get_absolute_url()


def test_whoever_completes_a_course_is_shown_what_comes_next(learner):
    done, alike, needs, locked = (make_course() for _each in range(4))
    other = make_course(area="product")
    for course in (alike, needs, locked, other):
        make_enrollment(course)
    for course, before in ((needs, done), (locked, other)):
        course.prerequisites.add(before)
        course.save()
    make_enrollment(done, person=learner.user, completed_at=timezone.now())

    shown_next = learner.get(done.get_absolute_url()).context["suggested"]

    assert [each.pk for each in shown_next] == [needs.pk, alike.pk, other.pk]


def test_search_finds_lessons_by_their_words_and_keeps_closed_and_assigned_ones_back(
    learner, django_capture_on_commit_callbacks
):
    body = [("text", "<p>把顾客的话换成自己的话复述一遍</p>")]
    with django_capture_on_commit_callbacks(execute=True):
        courses = [make_course(lessons=0, is_open=n != 1) for n in range(3)]
        lessons = [make_lesson(course, body=body) for course in courses]
        for course in courses:
            make_enrollment(course)
        PageViewRestriction.objects.create(page=courses[2], restriction_type="groups")

    text = shown(learner, "/search/?q=复述一遍&kind=lesson")

    assert lessons[0].get_absolute_url() in text
    for hidden in lessons[1:]:
        assert hidden.get_absolute_url() not in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_answer_in_both_languages(learner, language):
    course = make_course()
    make_enrollment(course, person=learner.user)
    lesson = LessonPage.objects.child_of(course).first()
    for address in (
        f"{ROOT}/",
        f"{ROOT}/mine/",
        course.get_absolute_url(),
        lesson.get_absolute_url(),
    ):
        learner.cookies["django_language"] = language
        answer = learner.get(address)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode().lower()


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.once
def test_pages_ask_as_much_with_one_as_with_thirty(client_as):
    learner, trainer = client_as(Role.AGENT), client_as(Role.TRAINER)
    course, lesson = lesson_with(embedded(), question())
    row = make_enrollment(course, person=learner.user)
    pages = [
        (learner, f"{ROOT}/"),
        (learner, f"{ROOT}/mine/"),
        (learner, course.get_absolute_url()),
        (learner, lesson.get_absolute_url()),
        (learner, "/"),
        (trainer, f"{ROOT}/report/"),
        (trainer, f"{ROOT}/report/people/?course={course.key}"),
        (trainer, f"{ROOT}/report/people/"),
        (trainer, f"{ROOT}/report/enrollments/{row.pk}/"),
        (trainer, f"{course.get_absolute_url()}assign/"),
        (trainer, f"{course.get_absolute_url()}release/"),
    ]
    before = [queries(client, address) for client, address in pages]

    for _each in range(29):
        make_lesson(course, body=[embedded(), question()])
    make_enrollment(course)
    for _each in range(29):
        other = make_course()
        make_enrollment(other, person=learner.user)
        make_enrollment(course, person=UserFactory())

    after = [queries(client, address) for client, address in pages]
    more = [
        address
        for one, many, (_client, address) in zip(before, after, pages, strict=True)
        if many > one
    ]
    assert more == []
