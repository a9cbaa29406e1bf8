"""Processes that all freeze one month at once, against a database that is there."""

from tests.at_once import obey


def prepare():
    """Switch the plugin on."""
    from lms.plugins.switching import enable

    enable("lms_archives")
    return "prepared"


def freeze():
    """Freeze the last month; return 1 if that made a version."""
    from django.utils import timezone

    from plugins.archives.services.freezing import freeze
    from plugins.archives.tests.factories import last_month

    made = freeze(first=last_month(), user=None, now=timezone.now())
    return int(made is not None)


def count():
    """Return how many months and versions there are, and which one counts."""
    from plugins.archives.models import Edition, Month

    return f"{Month.objects.count()} {Edition.objects.count()} {Month.objects.get().newest}"  # fmt: skip


ORDERS = {"prepare": prepare, "freeze": freeze, "count": count}

if __name__ == "__main__":
    obey(ORDERS)
