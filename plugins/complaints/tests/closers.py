"""Processes that all close and register at once, against a database that is there."""

from tests.at_once import obey

CASES = 6


def prepare():
    """Register some complaints, all with one handler."""
    from lms.plugins.switching import enable
    from plugins.complaints.tests.factories import make_complaint
    from tests.factories.people import UserFactory

    enable("lms_complaints")
    handler = UserFactory()
    for _number in range(CASES):
        make_complaint(handler=handler)
    return "prepared"


def register_all():
    """Register the same once more for each case; return how many were new."""
    from django.utils import timezone

    from plugins.complaints.models import Complaint
    from plugins.complaints.services.handling import Act, register

    new = 0
    for row in Complaint.objects.exclude(wanted="").order_by("pk")[:CASES]:
        now = timezone.now()
        same = {"happened": f"又是{row.pk}", "wanted": "", "team": row.team}
        made = register(
            complaint=Complaint(received_at=now, **same),
            is_answered=True,
            act=Act(row.handler, now),
        )
        new += made.registered_at == now
    return new


def close_all():
    """Close each that was seen open; return how many that was."""
    from django.utils import timezone

    from plugins.complaints.exceptions import ComplaintError
    from plugins.complaints.models import Complaint
    from plugins.complaints.services.closing import close
    from plugins.complaints.services.handling import Act

    done = 0
    for row in [*Complaint.objects.order_by("pk")]:
        act = Act(row.handler, timezone.now(), row.version)
        try:
            close(complaint=row, result="好", cause="delay", act=act)
        except ComplaintError:
            continue
        done += 1
    return done


def count():
    """Return how many are closed, have a call-back, an entry of it; whether half are drawn."""
    from plugins.complaints.models import CallBack, Complaint, Entry

    closed = Complaint.objects.exclude(closed_at=None).count()
    entries = Entry.objects.filter(kind="closed").count()
    calls = CallBack.objects.count()
    half = CallBack.objects.filter(is_drawn=True).count() * 2 >= calls
    return f"{closed} {entries} {calls} {half}"


ORDERS = {
    "prepare": prepare,
    "register": register_all,
    "close": close_all,
    "count": count,
}

if __name__ == "__main__":
    obey(ORDERS)
