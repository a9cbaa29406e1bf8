"""The plugin keeps the contract of all plugins."""

import pytest

from lms.testing.contract import PluginContract
from plugins.contests.models import Contest, Entry
from plugins.contests.tests.factories import (
    make_announced,
    make_contest,
    make_entry,
    make_member,
    make_person,
    make_proposal,
    mark,
    run,
    score,
)


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestContests(PluginContract):
    label = "lms_contests"

    def make_samples(self, number):
        running = Contest.objects.filter(title="实操").first()
        if running is None:
            running = make_contest(("practical", 60, 5), ("proposal", 40), title="实操")
            run(running)
            run(running, number=2)
            make_contest(("theory", 100), title="报名")
            make_announced("90", title="已公布")
        opened, over = (Contest.objects.get(title=t) for t in ("报名", "已公布"))
        for row in running.rounds.all():
            entry = make_entry(running)
            standing = row.standings.create(entry=entry)
            make_proposal(standing)
            for judge in row.judges.all():
                score(row, standing, judge, 80, comment=f"第{number}条")
        make_member(make_entry(opened, name=f"{number}队"), make_person(), "asked")
        Entry.objects.filter(pk=make_entry(over).pk).update(rank=2, prize=10)
        over.rounds.get().standings.create(entry=Entry.objects.last(), mark=70, total=70, rank=2)  # fmt: skip
        make_contest(title=f"另一个{number}")
        mark(make_contest().rounds.get())
        return [running, opened, over]

    def paths(self, samples):
        running, _opened, over = samples
        rounds = [row.pk for row in running.rounds.all()]
        entry = over.entries.first()
        root = "/plugins/contests"
        more = [
            *(f"rounds/{key}/" for key in rounds),
            *(f"{each.pk}/" for each in samples),
            f"{running.pk}/change/",
            f"{over.pk}/ranking/",
            f"{over.pk}/payroll/",
            f"entries/{entry.pk}/certificate/",
            f"rounds/{over.rounds.get().pk}/",
            "?show=over",
        ]
        return [*super().paths(samples), *(f"{root}/{path}" for path in more)]
