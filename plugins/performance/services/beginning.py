"""What a house begins with: usual reasons, and a table that it changes as it likes."""

from collections.abc import Sequence

from django.utils import timezone

from plugins.performance.models import Part, PerformanceTable, Reason
from plugins.performance.services.settings import usual_sides
from plugins.performance.services.tables import save_table

REASONS: Sequence[tuple[int, str, str]] = (
    (5, "挽回重大投诉或避免公司损失", "Saved a serious complaint, or a loss of the house"),
    (3, "提出的改进建议被采纳", "A suggestion was taken up"),
    (2, "主动带教新人或支援其他班组", "Taught somebody new, or helped another team"),
    (1, "收到顾客表扬信一次", "A letter of praise from a customer"),
    (-2, "违反服务流程，未造成后果", "A step of the process left out, without harm"),
    (-3, "有效投诉一次", "A justified complaint"),
    (-5, "泄露顾客信息或使用服务忌语", "Told a customer's data, or used a forbidden phrase"),
)  # fmt: skip
PARTS: Sequence[tuple[int, str, str]] = (
    (30, "专业技能与接听质量", "Skill and quality of calls"),
    (20, "首次解决能力", "Solving at the first contact"),
    (10, "服务态度", "Manners"),
    (10, "流程执行", "Keeping to the process"),
    (10, "团队协作", "Working together"),
    (10, "学习与改进", "Learning and doing better"),
    (10, "出勤与纪律", "Attendance and discipline"),
)


def add_first_rows() -> None:
    """Write the usual reasons and a first table, where there are none; the table holds for nobody yet."""
    if not Reason.objects.exists():
        Reason.objects.bulk_create(
            Reason(name=name, name_en=english, points=points)
            for points, name, english in REASONS
        )
    if not PerformanceTable.objects.exists():
        save_table(
            table=PerformanceTable(name="客服代表绩效表", name_en="Service agents"),
            teams=[],
            sides=usual_sides(),
            parts=[Part("", name, english, weight) for weight, name, english in PARTS],
            user=None,
            now=timezone.now(),
        )
