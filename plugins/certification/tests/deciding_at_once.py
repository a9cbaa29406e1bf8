"""Managers who act at the same moment, each in a process of its own.

Run by the test as `python -m plugins.certification.tests.deciding_at_once`: waits for
what to do on its input, so that all begin together, and says when each line is done.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")


def main():
    """Do what each line of the input names."""
    django.setup()
    print("ready", flush=True)
    steps = {"prepare": prepare, "grant": grant_all, "revoke": revoke_all, "withdraw": withdraw_all, "apply": apply_all, "report": report}  # fmt: skip
    for ordered in sys.stdin:
        for line in steps[ordered.strip()]():
            print(line, flush=True)
        print("done", flush=True)


def prepare():
    """Make twelve people who hold a level, and whose renewal is ready to be decided."""
    from datetime import timedelta

    from django.utils import timezone

    from lms.enums import Role
    from lms.plugins.switching import enable
    from plugins.certification.tests.factories import (
        make_award,
        make_candidacy,
        make_level,
        sign_all,
    )
    from tests.factories.people import UserFactory

    enable("lms_certification")
    UserFactory(username="decider", role=Role.MANAGER)
    level = make_level(renewal_days=60)
    begins = timezone.localdate() - timedelta(days=330)
    for _each in range(12):
        person = UserFactory()
        old = make_award(level, person=person, begins=begins, days=364)
        sign_all(make_candidacy(level, person=person, renews=old))
    yield "prepared"


def _tried(step, rows):
    from plugins.certification.exceptions import CertificationError

    for row in rows:
        try:
            step(row)
        except CertificationError as error:
            yield type(error).__name__
        else:
            yield "taken"


def _now_and_decider():
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    decider = get_user_model()._default_manager.get(username="decider")
    return {"user": decider, "now": timezone.now()}


def grant_all():
    """Grant each renewal."""
    from plugins.certification.models import Candidacy
    from plugins.certification.services.deciding import grant

    by = _now_and_decider()
    rows = Candidacy.objects.exclude(renews=None).order_by("pk")
    yield from _tried(lambda row: grant(candidacy=row, **by), rows)


def revoke_all():
    """Revoke each certificate that was there at the beginning."""
    from plugins.certification.models import Award
    from plugins.certification.services.marking import revoke

    by = _now_and_decider()
    rows = [*Award.objects.filter(candidacy__renews=None).order_by("pk")]
    yield from _tried(lambda row: revoke(award=row, reason="代考", **by), rows)


def withdraw_all():
    """Let nobody be on the way any more."""
    from plugins.certification.models import Candidacy
    from plugins.certification.services.candidacies import withdraw

    now = _now_and_decider()["now"]
    rows = [*Candidacy.objects.under_way().select_related("person")]
    yield from _tried(lambda row: withdraw(candidacy=row, user=row.person, now=now), rows)  # fmt: skip


def apply_all():
    """Let everybody apply anew."""
    from plugins.certification.models import Award
    from plugins.certification.services.candidacies import apply_for

    now = _now_and_decider()["now"]
    rows = Award.objects.filter(candidacy__renews=None).order_by("pk")
    detailed = rows.select_related("person", "level")
    yield from _tried(lambda a: apply_for(level=a.level, person=a.person, now=now), detailed)  # fmt: skip


def report():
    """Say what there is."""
    from django.db.models import Count

    from plugins.certification.models import Award, Candidacy, Decision

    standing = Award.objects.standing().values("person").annotate(n=Count("pk"))
    yield f"standing:{max((row['n'] for row in standing), default=0)}"
    open_ = Candidacy.objects.under_way().values("person").annotate(n=Count("pk"))
    yield f"open:{max((row['n'] for row in open_), default=0)}"
    made = Award.objects.exclude(candidacy__renews=None)
    yield f"renewed:{made.count()}"
    yield f"decided:{Decision.objects.filter(award__in=made).count()}"
    old = Award.objects.filter(candidacy__renews=None)
    yield f"revoked:{old.filter(mark='revoked').count()}"
    yield f"superseded:{old.filter(mark='superseded').count()}"


if __name__ == "__main__":
    main()
