"""The rules that most teams begin with."""

from datetime import date
from typing import Any

from django.db import transaction

from knowledge_base.enums import ContributionKind
from plugins.rewards.enums import MONTH_ACTIVITY, MeritLevel
from plugins.rewards.models import Rule, RuleVersion

BEGINNING = date(2020, 1, 1)
KINDS = ContributionKind
KB = "lms_knowledge_base"
# code, activity, name, name in English, points, what limits them
FIRST: tuple[tuple[str, str, str, str, int, dict[str, int]], ...] = (
    ("authored", f"{KB}.{KINDS.AUTHORED}", "撰写并发布", "Wrote something new", 20, {"cap_day": 60, "cap_subject": 20}),
    ("revised", f"{KB}.{KINDS.REVISED}", "修订并发布", "Revised a text", 8, {"cap_day": 40, "cap_subject": 24}),
    ("proposal", f"{KB}.{KINDS.SUGGESTION_ACCEPTED}", "建议被采纳", "Proposal accepted", 10, {"cap_day": 50, "cap_month": 300}),
    ("report", f"{KB}.{KINDS.REPORT_ACCEPTED}", "报错属实", "Mistake reported", 3, {"cap_day": 15, "cap_subject": 6}),
    ("gap", f"{KB}.{KINDS.GAP_ANSWERED}", "补上搜索缺口", "Search gap answered", 6, {"cap_day": 30}),
    ("good-sharer", MONTH_ACTIVITY, "本月优质分享者", "Good sharer of the month", 50, {"cap_month": 50}),
    ("complaint", MeritLevel.COMPLAINT_ORDINARY.activity, "解决一般投诉", "Ordinary complaint solved", 50, {"hold_days": 7}),
    ("complaint-major", MeritLevel.COMPLAINT_MAJOR.activity, "解决重大投诉", "Major complaint solved", 200, {"hold_days": 7}),
    ("complaint-closed", "lms_complaints.solved", "登记的一般投诉已解决", "Registered ordinary complaint solved", 50, {"hold_days": 7}),
    ("complaint-closed-major", "lms_complaints.solved_major", "登记的重大投诉已解决", "Registered major complaint solved", 200, {"hold_days": 7}),
    ("praise", MeritLevel.PRAISE_LETTER.activity, "客户表扬", "Praise by a customer", 1, {"cap_month": 20}),
    ("praise-department", MeritLevel.PRAISE_DEPARTMENT.activity, "部门表扬", "Praise by the department", 2, {}),
    ("praise-company", MeritLevel.PRAISE_COMPANY.activity, "公司表扬", "Praise by the company", 3, {}),
    ("praise-media", MeritLevel.PRAISE_MEDIA.activity, "媒体表扬", "Praise in the media", 5, {}),
    ("hard-task", MeritLevel.HARD_TASK.activity, "完成高难度任务", "Hard task done", 30, {"cap_month": 90}),
    ("course", "lms_courses.course_completed", "完成课程", "Course completed", 10, {"cap_month": 60, "cap_subject": 10}),
    ("certificate", "lms_certification.certificate_awarded", "取得认证", "Certificate awarded", 100, {"cap_subject": 100}),
    # Anybody registers praise: it is held back, so that somebody may look at it first.
    ("voice-praise", "lms_surveys.praised", "客户点名表扬", "Praised in a voice of the customer", 1, {"cap_month": 20, "hold_days": 7}),
    ("observation", "lms_mentoring.observation_written", "每周观察徒弟", "Observed the week of an apprentice", 5, {"cap_month": 60}),
    ("apprentice", "lms_mentoring.apprentice_passed", "徒弟出师", "Led an apprentice to the end", 50, {"cap_subject": 50}),
    ("service-review", "lms_mentoring.service_review_given", "复盘导师的服务", "Reviewed the service of the mentor", 5, {"cap_subject": 5}),
    # A published case is a contribution, and paid as one: this is for what came of it.
    ("case-adopted", "lms_case_studies.adopted", "案例促成改进", "Case study that changed something", 30, {"cap_month": 120, "cap_subject": 30}),
)  # fmt: skip
OFF = {"complaint-closed", "complaint-closed-major"}
"""Off until somebody chooses: merits proposed by hand pay for the same complaints."""


@transaction.atomic
def add_first_rules(rules: Any = Rule, versions: Any = RuleVersion) -> int:
    """Add those rules that are missing; what was changed stays. Return how many.

    A migration gives the models of its time.
    """
    known = {*rules.objects.values_list("activity", flat=True)}
    missing = [row for row in FIRST if row[1] not in known]
    for code, activity, name, name_en, points, limits in missing:
        rule = rules.objects.create(
            code=code,
            activity=activity,
            name=name,
            name_en=name_en,
            is_on=code not in OFF,
        )
        versions.objects.create(
            rule=rule, points=points, effective_from=BEGINNING, **limits
        )
    return len(missing)
