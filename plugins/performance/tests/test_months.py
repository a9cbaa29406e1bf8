"""A month from its opening to its corrections, through the services."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lms.models import PublishedEvent
from plugins.performance.enums import Kind, MonthState, Side
from plugins.performance.exceptions import (
    NobodyError,
    NotCollectingError,
    NotOverError,
    OwnSheetError,
    StaleError,
    UnansweredError,
    UnfinishedError,
    UnknownMarkError,
    WrongRowsError,
)
from plugins.performance.models import (
    Bonus,
    Figure,
    ImprovementPlan,
    Month,
    Part,
    Prize,
    Rating,
    Sheet,
)
from plugins.performance.services import settings
from plugins.performance.services.bonuses import (
    answer_objection,
    give_bonus,
    object_to,
    withdraw_bonus,
)
from plugins.performance.services.measuring import paste_figures
from plugins.performance.services.months import (
    close_month,
    correct_sheet,
    publish_month,
    reopen_month,
)
from plugins.performance.services.opening import name_raters, open_month
from plugins.performance.services.quarter import links_of
from plugins.performance.services.ranking import places
from plugins.performance.services.rating import hand_in, save_rating
from plugins.performance.services.reminding import open_due, remind
from plugins.performance.services.working import results_of
from plugins.performance.tests.factories import (
    MONTH,
    NOW,
    PARTS,
    make_month,
    make_person,
    make_sheet,
    make_table,
    make_team,
    rated,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def opened(keeper, number=2, **table):
    team = make_team()
    people = [make_person(team, job="客服代表") for _n in range(number)]
    make_table(teams=[team], **table)
    return open_month(first=MONTH, user=keeper, now=NOW), team, people


def written(rating, *marks, **more):
    keys = [part.key for part in rating.sheet.version.rated]
    return {
        "rating": rating,
        "user": rating.rater,
        "marks": dict(zip(keys, marks, strict=False)),
        "words": "",
        "revision": rating.revision,
        "window": "w",
        **more,
    }


def kinds():
    return {*PublishedEvent.objects.values_list("kind", flat=True)}


def test_a_month_is_opened_once_for_whom_a_table_holds(keeper):
    month, team, people = opened(keeper)
    make_person(make_team())
    new = make_person(team)

    assert open_month(first=MONTH, user=keeper, now=NOW) == month
    assert {*month.sheets.values_list("person", flat=True)} == {p.pk for p in [*people, new]}  # fmt: skip
    assert {*month.sheets.values_list("superior", flat=True)} == {team.manager_id}
    assert Rating.objects.filter(side=Side.SUPERIOR).count() == 3
    assert month.due_on == date(2026, 6, 5)
    assert month.steps.count() == 1


def test_a_manager_who_left_rates_nobody(keeper):
    above, team = make_team(), make_team()
    team.parent = above
    team.save()
    team.manager.is_active = False
    team.manager.save()
    make_person(team)
    make_table(teams=[team])
    month = open_month(first=MONTH, user=keeper, now=NOW)

    assert month.sheets.get().superior == above.manager


@pytest.mark.parametrize("number", [-(10**9), 10**9])
def test_settings_out_of_all_bounds_break_no_month(number, keeper, monkeypatch):
    known = defaultdict(lambda: number)
    monkeypatch.setattr(settings, "plugin_settings", lambda _label: known)
    month, _team, _people = opened(keeper, number=1)
    close_month(month=month, user=keeper, now=NOW)

    assert publish_month(month=month, user=keeper, now=NOW).is_out
    assert open_due(NOW) == ""


def test_a_month_that_runs_or_is_nobodys_is_not_opened(keeper):
    with pytest.raises(NobodyError):
        open_month(first=MONTH, user=keeper, now=NOW)
    with pytest.raises(NotOverError):
        open_month(first=date(2026, 6, 1), user=keeper, now=NOW)
    assert not Month.objects.exists()


def test_the_job_opens_last_month_and_reminds_on_the_last_day(keeper):
    team = make_team()
    make_person(team)
    make_table(teams=[team], jobs="")

    assert "opened" in open_due(NOW)
    assert open_due(NOW) == ""
    assert remind(NOW).endswith(": 0")
    last = NOW + timedelta(days=3)
    assert remind(last).endswith(": 2")
    assert remind(last).endswith(": 0")
    assert remind(last + timedelta(days=1)).endswith(": 2")


def test_a_draft_is_kept_and_all_marks_are_needed_to_hand_in(keeper):
    rating = make_sheet().ratings.get(side=Side.SELF)
    with pytest.raises(UnknownMarkError):
        save_rating(**written(rating, 101))
    draft = save_rating(**written(rating, 80))
    with pytest.raises(StaleError):
        save_rating(**written(rating, 70, window="another"))
    with pytest.raises(UnfinishedError):
        hand_in(now=NOW, **written(draft, 80))

    done = hand_in(now=NOW, **written(draft, 80, 90))
    assert done.handed_in_at == NOW


def test_closing_counts_what_was_handed_in_and_ends_the_ratings(keeper):
    sheet = make_sheet()
    rated(sheet, Side.SUPERIOR, 80, 90)
    own = sheet.ratings.get(side=Side.SELF)
    save_rating(**written(own, 100, 100))

    month = close_month(month=sheet.month, user=keeper, now=NOW)
    sheet.refresh_from_db()
    assert sheet.total == 83  # 80 x 70 % + 90 x 30 %, of the superior alone
    with pytest.raises(NotCollectingError):
        hand_in(now=NOW, **written(own, 100, 100))

    reopen_month(month=month, reason="主管请假", user=keeper, now=NOW)
    own.refresh_from_db()
    hand_in(now=NOW, **written(own, 100, 100))
    close_month(month=month, user=keeper, now=NOW)
    assert [each.act for each in month.steps.all()] == ["closed", "reopened", "closed"]


def test_the_panel_rates_everybody_but_themselves_and_is_offered_next_month(keeper):
    month, team, people = opened(keeper)
    outsider = UserFactory()
    options = {"month": month, "team": team, "superior": None, "user": keeper, "now": NOW}  # fmt: skip
    name_raters(panel=[people[0], outsider], **options)
    name_raters(panel=[people[0], outsider], **options)

    panel = Rating.objects.filter(side=Side.PANEL)
    assert panel.filter(rater=outsider).count() == 2
    assert [r.sheet.person for r in panel.filter(rater=people[0])] == [people[1]]

    name_raters(panel=[outsider], **options)
    assert not panel.filter(rater=people[0]).exists()
    name_raters(panel=[people[0], outsider], **options)
    told = PublishedEvent.objects.filter(kind="lms_performance.raters_named")
    assert [e.payload["raters"][0] for e in told] == [people[0].pk] * 2
    later = NOW + timedelta(days=31)
    june = open_month(first=date(2026, 6, 1), user=keeper, now=later)
    assert panel.filter(sheet__month=june, rater=outsider).count() == 2


def test_a_bonus_changes_the_total_and_an_objection_is_answered_first(keeper):
    sheet = make_sheet()
    rated(sheet, Side.SUPERIOR, 80, 80)
    month = close_month(month=sheet.month, user=keeper, now=NOW)
    options = {"user": sheet.superior, "now": NOW}
    bonus = give_bonus(sheet=sheet, reason=None, points=-2, words="漏单", **options)
    with pytest.raises(OwnSheetError):
        give_bonus(sheet=sheet, reason=None, points=5, words="我", user=sheet.person, now=NOW)  # fmt: skip
    sheet.refresh_from_db()
    assert sheet.total == 78

    object_to(bonus=bonus, words="系统卡了", user=sheet.person, now=NOW)
    with pytest.raises(UnansweredError):
        publish_month(month=month, user=keeper, now=NOW)
    answer_objection(bonus=bonus, words="属实，撤回", **options)
    withdraw_bonus(bonus=bonus, **options)
    publish_month(month=month, user=keeper, now=NOW)
    sheet.refresh_from_db()
    assert sheet.total == 80
    assert "lms_performance.bonus_objected" in kinds()


def published(month, totals, keeper, people=None, version=None):
    """Publish a month in which people have these totals."""
    row = make_month(month, "closed")
    version = version or make_table()
    team = make_team()
    people = people or [make_person(team) for _total in totals]
    for person, total in zip(people, totals, strict=True):
        Sheet.objects.create(month=row, person=person, team=team, version=version, total=total)  # fmt: skip
    return publish_month(month=row, user=keeper, now=NOW), people, version


def test_the_last_three_hand_in_plans_and_three_months_at_the_top_win(keeper):
    totals = [95, 94, 93, 80, 70, 60, 50]
    _march, people, version = published(date(2026, 3, 1), totals, keeper)
    published(date(2026, 4, 1), totals, keeper, people, version)
    assert not Prize.objects.exists()
    people[6].is_active = False
    people[6].save()
    month, *_rest = published(MONTH, totals, keeper, people, version)

    prizes = Prize.objects.order_by("place").values_list("sheet__person", "amount")
    assert [*prizes] == [(p.pk, n) for p, n in zip(people, (500, 300, 200), strict=False)]  # fmt: skip
    plans = ImprovementPlan.objects.filter(sheet__month=month)
    assert {p.sheet.person for p in plans} == {*people[4:6]}  # the last one left
    assert {p.due_on for p in plans} == {date(2026, 6, 6)}
    published(date(2026, 6, 1), totals, keeper, people, version)
    assert Prize.objects.count() == 3
    assert "lms_performance.prize_won" in kinds()

    first = month.sheets.get(person=people[0])
    correct_sheet(sheet=first, key="bonus", points=Decimal(-5), reason="误加", user=keeper, now=NOW)  # fmt: skip
    first.refresh_from_db()
    assert places(month)[first.pk] == 1  # as it was announced


def test_a_month_that_is_published_late_completes_the_months_in_a_row(keeper):
    _march, people, version = published(date(2026, 3, 1), [90], keeper)
    may, *_rest = published(MONTH, [90], keeper, people, version)
    assert not Prize.objects.exists()
    published(date(2026, 4, 1), [90], keeper, people, version)

    assert Prize.objects.get().sheet.month == may


def test_a_correction_says_why_and_keeps_what_was_there(keeper):
    sheet = make_sheet()
    rated(sheet, Side.SUPERIOR, 80, 80)
    close_month(month=sheet.month, user=keeper, now=NOW)
    publish_month(month=sheet.month, user=keeper, now=NOW)
    options = {"key": "i1", "points": Decimal(90), "reason": "录音评错", "now": NOW}
    correct_sheet(sheet=sheet, user=keeper, **options)

    sheet = Sheet.objects.select_related("version", "month").get(pk=sheet.pk)
    assert (sheet.total, sheet.month.state) == (87, MonthState.CORRECTED)
    assert sheet.corrections.get().before == 80
    sheet.person = keeper
    sheet.save()
    with pytest.raises(OwnSheetError):
        correct_sheet(sheet=sheet, user=keeper, **options)


ENTERED = Part("", "满意度", "CSAT", 50, Kind.ENTERED, target="90")
CALLS = Part("", "回访", "Call-backs", 50, Kind.CALLS, quota=200)


def test_figures_are_pasted_by_name_or_team_all_or_none(keeper):
    month, team, people = opened(keeper, parts=[ENTERED, CALLS])
    name = people[0].get_username()

    def paste(key, text):
        table = month.sheets.first().version.table_id
        return paste_figures(month=month, table=table, key=key, text=text, user=keeper, now=NOW)  # fmt: skip

    with pytest.raises(WrongRowsError) as refused:
        paste("i1", f"{name},45\n没有这个人,80\n{people[1].get_username()},很多")
    assert len(refused.value.problems) == 2
    assert not Figure.objects.exists()

    assert paste("i1", f"{name}\t45%") == 1
    assert paste("i2", f"{team},200,2,22") == 2
    sheet = month.sheets.select_related("version").get(person=people[0])
    result = results_of([sheet])[sheet.pk]
    assert [each.points for each in result.parts] == [50, 50]


def test_measured_indicators_come_from_whichever_plugin_knows_them(keeper, monkeypatch):
    class Known:
        more_is_better = False

        def of_people(self, people, first, last):
            return {max(people): Decimal(4)}

    monkeypatch.setattr("plugins.performance.services.measuring.known_indicators", lambda: {"x.escalations": Known()})  # fmt: skip
    part = Part("", "升级次数", "", 60, Kind.MEASURED, source="x.escalations", target="2", is_less=True)  # fmt: skip
    month, _team, _people = opened(keeper, parts=[part, PARTS[0]])
    close_month(month=month, user=keeper, now=NOW)

    assert {*month.sheets.values_list("total", flat=True)} == {Decimal(50), None}


def test_a_withdrawn_bonus_stays_on_record(keeper):
    sheet = make_sheet()
    options = {"user": sheet.superior, "now": NOW}
    bonus = give_bonus(sheet=sheet, reason=None, points=1, words="表扬信", **options)
    withdraw_bonus(bonus=bonus, **options)

    assert Bonus.objects.get().withdrawn_at == NOW
    assert results_of([sheet])[sheet.pk].bonus == 0


def test_a_quarter_tells_no_mean_of_few(keeper):
    sheet = make_sheet(make_month(state="published"), total=80)
    rated(sheet, Side.SUPERIOR, 80, 80)

    assert {link.mean for link in links_of(date(2026, 4, 1), None)} == {None}
