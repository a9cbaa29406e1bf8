"""What is due is done once, however many processes come by and whatever fails."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from lms import due
from lms.due import LEASE, Job, due_jobs, run_due_jobs
from lms.extension_points import ExtensionPoint
from lms.models import DueJob, Team
from lms.retries import FIRST_DELAY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(monkeypatch):
    point = ExtensionPoint("jobs of a test", Job)
    monkeypatch.setattr(due, "due_jobs", point)
    yield point
    ExtensionPoint.known.pop("jobs of a test")


@pytest.fixture
def done(jobs):
    done = []

    def work(now):
        Team.objects.create(name="made")
        done.append(now)
        return "made a team"

    jobs.register("lms.work", Job(work, HOUR))
    return done


def run(now=NOON):
    return [(o.key, o.succeeded) for o in run_due_jobs(clock=lambda: now)]


def fail(_now):
    Team.objects.create(name="half done")
    raise ZeroDivisionError


def test_a_job_is_done_once_in_its_interval(done):
    for minutes in (0, 1, 59, 60, 61):
        run(NOON + timedelta(minutes=minutes))

    assert done == [NOON, NOON + HOUR]


def test_a_missed_run_is_made_up_for_once(done):
    run(NOON)
    run(NOON + 10 * HOUR)
    run(NOON + 10 * HOUR)

    assert len(done) == 2


def test_a_job_that_somebody_is_at_is_left_alone(done):
    DueJob.objects.create(key="lms.work", claimed_until=NOON + timedelta(minutes=1))

    assert run() == []
    assert done == []


def test_a_job_of_a_killed_process_is_taken_over_after_a_while(done):
    DueJob.objects.create(key="lms.work", claimed_until=NOON + LEASE)

    assert run(NOON + LEASE) == [("lms.work", True)]


def test_a_job_that_fails_is_undone_and_holds_up_no_other(jobs, done):
    jobs.register("lms.fail", Job(fail, HOUR), order=1)

    assert run() == [("lms.fail", False), ("lms.work", True)]
    assert [team.name for team in Team.objects.all()] == ["made"]
    row = DueJob.objects.get(key="lms.fail")
    assert "ZeroDivisionError" in row.message
    assert row.claimed_until is None


def test_what_failed_is_tried_again_soon(jobs):
    jobs.register("lms.fail", Job(fail, HOUR))
    run()

    assert run(NOON + FIRST_DELAY / 2) == []
    assert run(NOON + FIRST_DELAY) == [("lms.fail", False)]


def test_the_command_tells_what_it_did(jobs, done):
    out = StringIO()
    call_command("run_due", stdout=out)

    assert out.getvalue() == "lms.work  ok  made a team\n"


def test_the_command_fails_when_a_job_did(jobs, done):
    jobs.register("lms.fail", Job(fail), order=1)
    out = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("run_due", "--json", stdout=out)

    assert left.value.code == 1
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["job"], line["state"]) for line in lines] == [
        ("lms.fail", "FAILED"),
        ("lms.work", "ok"),
    ]


def test_the_command_lists_the_jobs_and_does_none():
    out = StringIO()
    call_command("run_due", "--list", "--json", stdout=out)

    keys = [json.loads(line)["key"] for line in out.getvalue().splitlines()]
    own = ("lms.", "lms_knowledge_base.")
    assert [key for key in keys if key.startswith(own)] == [
        "lms.publish_scheduled",
        "lms.events",
        "lms.digests",
        "lms.mails",
        "lms.invitations",
        "lms.search",
        "lms.sessions",
        "lms.forget",
        "lms_knowledge_base.documents",
        "lms_knowledge_base.forget_uses",
        "lms_knowledge_base.imports",
        "lms_knowledge_base.reviews",
    ]
    assert not DueJob.objects.exists()


def test_all_jobs_of_the_product_run_on_an_empty_site():
    out = StringIO()
    call_command("run_due", stdout=out)

    assert "FAILED" not in out.getvalue()
    done = DueJob.objects.filter(failures=0, finished_at__isnull=False)
    assert done.count() == len(due_jobs.enabled())
