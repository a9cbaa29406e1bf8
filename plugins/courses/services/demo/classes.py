"""The cohorts of the demo: one that is over, one in its fourth week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.timezone import localdate

from lms.enums import Role
from lms.roles import role_group
from plugins.courses.enums import (
    AttendanceMethod,
    AttendanceState,
    ClassKind,
    IssueState,
)
from plugins.courses.models import (
    Attendance,
    ClassSession,
    Cohort,
    CohortIssue,
    CohortMember,
    CohortPhase,
    CoursePage,
    IssueStep,
)
from plugins.courses.services.classes.make_up import review_orders
from plugins.courses.services.classes.timetable import moment_of

LENGTH, TUESDAY, THURSDAY = 7, 1, 3
PHASES = (
    ("需求调研", 1, 1),
    ("课程开发", 2, 3),
    ("集中授课", 4, 6),
    ("考核评估", 7, 7),
)
TIMETABLE: Sequence[tuple[int, int, str, ClassKind]] = (
    (1, TUESDAY, "开班：服务中最难的三通电话", ClassKind.LECTURE),
    (1, THURSDAY, "从录音里听出顾客真正要什么", ClassKind.CASE),
    (2, TUESDAY, "先安抚，再处理：开口的前三十秒", ClassKind.THEORY),
    (2, THURSDAY, "安抚话术对练", ClassKind.PRACTICE),
    (3, TUESDAY, "退款规则与例外：怎么说才不生硬", ClassKind.THEORY),
    (3, THURSDAY, "退款场景对练", ClassKind.PRACTICE),
    (4, TUESDAY, "投诉升级：什么时候转，怎么转", ClassKind.THEORY),
    (4, THURSDAY, "升级电话对练", ClassKind.PRACTICE),
    (5, TUESDAY, "跨部门协作：别让顾客说第二遍", ClassKind.THEORY),
    (5, THURSDAY, "差评背后的流程漏洞", ClassKind.CASE),
    (6, TUESDAY, "在线聊天：一个人同时接三位顾客", ClassKind.PRACTICE),
    (6, THURSDAY, "老员工谈情绪恢复", ClassKind.LECTURE),
    (7, TUESDAY, "复盘：把好做法写进话术", ClassKind.REVIEW),
    (7, THURSDAY, "结业答疑", ClassKind.REVIEW),
)
COHORTS = (
    ("新人服务训练营（上一期）", 20, {2: (1, 9), 4: (3,), 15: tuple(range(14))}),
    ("新人服务训练营（本期）", 3, {0: (1, 2, 3, 4), 3: (2, 5), 5: (4,)}),
)
"""Title, weeks since it began, and who misses which classes, by place in the list."""
ISSUES: Sequence[tuple[int, str, IssueState]] = (
    (
        1,
        "团建时大家都提到：投诉升级时怎么请主管介入，想多练几次。",
        IssueState.TAKEN_UP,
    ),
    (4, "在线聊天同时接三位顾客的那节课太短，能不能分成两次？", IssueState.OPEN),
    (7, "希望发纸质讲义。", IssueState.DECLINED),
)
"""Who raised what, by place in the list, and what became of it."""
WHY_NOT = "讲义都在资料里，可以在手机上看，也可以自己打印。"
_Missed = Mapping[int, Sequence[int]]
PLACES, ROOM = 16, "三楼培训室"


def add_demo_classes(now: datetime) -> str:
    """Add both cohorts where there are none, and say in a line what was added."""
    users = get_user_model()._default_manager.filter(is_active=True).order_by("pk")
    trainer = users.filter(groups=role_group(Role.TRAINER)).first()
    people = [*users.filter(groups=role_group(Role.AGENT))[:PLACES]]
    if Cohort.objects.exists() or trainer is None or not people:
        return ""
    today = localdate(now)
    monday = today - timedelta(days=today.weekday())
    classes = 0
    for title, weeks, missed in COHORTS:
        cohort = _cohort(title, monday - timedelta(weeks=weeks), trainer, now)
        classes += _fill(cohort, people, missed, now)
    _raise_issues(Cohort.objects.get(title=COHORTS[0][0]), people, now)
    return f"Cohorts: {len(COHORTS)}, classes: {classes} added"


def _raise_issues(cohort: Cohort, people: Sequence[Any], now: datetime) -> None:
    """Let people of a cohort bring something up; its trainer decided a day later."""
    for place, text, state in ISSUES:
        raised = now - timedelta(days=20 - place)
        issue = CohortIssue.objects.create(
            cohort=cohort,
            text=text,
            raised_by=people[place % len(people)],
            raised_at=raised,
            state=state,
        )
        if state != IssueState.OPEN:
            IssueStep.objects.create(
                issue=issue,
                after=state,
                reason=WHY_NOT if state == IssueState.DECLINED else "",
                by=cohort.created_by,
                at=raised + timedelta(days=1),
            )


def _cohort(title: str, first: date, trainer: Any, now: datetime) -> Cohort:
    cohort = Cohort.objects.create(
        title=title,
        course=CoursePage.objects.live().order_by("path").first(),
        begins_on=first,
        ends_on=first + timedelta(weeks=LENGTH) - timedelta(days=3),
        capacity=PLACES + 4,
        created_by=trainer,
        created_at=now,
    )
    cohort.trainers.set([trainer])
    CohortPhase.objects.bulk_create(
        CohortPhase(cohort=cohort, title=name, first_week=begin, last_week=end)
        for name, begin, end in PHASES
    )
    return cohort


def _fill(cohort: Cohort, people: Sequence[Any], missed: _Missed, now: datetime) -> int:
    trainer = cohort.created_by
    joined = moment_of(cohort.begins_on - timedelta(days=5), time(9))
    members = CohortMember.objects.bulk_create(
        CohortMember(cohort=cohort, person=person, joined_at=joined)
        for person in people
    )
    sessions = [_session(cohort, row, trainer, now) for row in TIMETABLE]
    sessions += _today(cohort, trainer, now)
    held = [each for each in sessions if each.ends_at < now]
    _mark(held, members, missed)
    _add_make_up(cohort, trainer, now)
    review_orders(members, now=now)
    return len(sessions)


def _session(
    cohort: Cohort, row: tuple[int, int, str, ClassKind], trainer: Any, now: datetime
) -> ClassSession:
    week, weekday, title, kind = row
    day = cohort.begins_on + timedelta(weeks=week - 1, days=weekday)
    return ClassSession.objects.create(
        cohort=cohort,
        title=title,
        kind=kind,
        starts_at=moment_of(day, time(14)),
        minutes=120,
        room=ROOM,
        trainer=None if kind == ClassKind.LECTURE else trainer,
        trainer_name="沈老师（外聘）" if kind == ClassKind.LECTURE else "",
        notes="请带上本周自己觉得最难的一通录音。" if kind == ClassKind.CASE else "",
        changed_at=now,
    )


def _today(cohort: Cohort, trainer: Any, now: datetime) -> list[ClassSession]:
    """Return the class of the running cohort to which one can sign in now."""
    if not cohort.begins_on <= localdate(now) <= cohort.ends_on:
        return []
    begin = now.replace(second=0, microsecond=0) + timedelta(minutes=5)
    near = ClassSession.objects.filter(
        trainer=trainer, starts_at__lt=begin + timedelta(hours=1), ends_at__gt=begin
    )
    if near.exists():
        return []
    return [
        ClassSession.objects.create(
            cohort=cohort,
            title="现场练习：一分钟听懂诉求",
            kind=ClassKind.PRACTICE,
            starts_at=begin,
            minutes=60,
            room="二楼小教室",
            trainer=trainer,
            changed_at=now,
        )
    ]


def _mark(
    sessions: Sequence[ClassSession], members: Sequence[CohortMember], missed: _Missed
) -> None:
    rows = []
    for number, session in enumerate(sessions):
        for place, member in enumerate(members):
            is_missing = number in missed.get(place, ())
            row = Attendance(
                session=session,
                person_id=member.person_id,
                state=AttendanceState.ABSENT if is_missing else _state(place, number),
                method=AttendanceMethod.LIST if is_missing else AttendanceMethod.CODE,
                by_id=session.trainer_id if is_missing else member.person_id,
                at=session.starts_at + timedelta(minutes=place % 4),
            )
            rows.append(row)
    Attendance.objects.bulk_create(rows)


def _state(place: int, number: int) -> AttendanceState:
    """Return that most were there, a few late now and then."""
    is_late = (place + number * 7) % 17 == 0
    return AttendanceState.LATE if is_late else AttendanceState.PRESENT


def _add_make_up(cohort: Cohort, trainer: Any, now: datetime) -> None:
    """Plan a make-up class on the next Friday."""
    today = localdate(now)
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    if cohort.ends_on < today:
        return
    ClassSession.objects.create(
        cohort=cohort,
        title="补训：退款与投诉升级",
        kind=ClassKind.MAKE_UP,
        starts_at=moment_of(friday, time(16)),
        minutes=90,
        room=ROOM,
        trainer=trainer,
        changed_at=now,
    )
