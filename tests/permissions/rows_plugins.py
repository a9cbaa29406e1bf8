"""The screen that lists plugins, and the addresses of the plugin of the tests."""

from lms.enums import Role
from tests.permissions.table import STAFF, Group, Row, only
from tests.plugins.sample.models import Notice

BOTH = ("GET", "POST")
RUN = only(Role.PLUGIN_ADMIN)


def make_objects(place):
    notice = Notice.objects.create(text="Read this")
    return {"plugin": "lms_sample", "notice": notice.pk}


OPEN_KINDS = {"notice": lambda text: Notice.objects.create(text=text)}


def screen(name, args=(), **options):
    return Row(f"lms_plugins:{name}", args, gate=STAFF, allowed=RUN, **options)


ROWS = [
    screen("index"),
    screen("results"),
    screen("install"),
    screen("detail", ["plugin"], methods=BOTH),
    screen("enable", ["plugin"], methods=BOTH),
    screen("disable", ["plugin"], methods=BOTH, data={"confirmed": "yes"}),
    Row("lms_plugin_past", ["plugin"], gate=STAFF, allowed=RUN, methods=BOTH),
    Row("lms_sample:notices"),
    Row("lms_sample:notice", ["notice"]),
    Row("lms_sample:about"),
    Row("lms_sample_report", allowed=STAFF, gate=STAFF),
    # Which no role may touch:
    Group("wagtailsnippets_lms_sample_notice:*"),
    Group("wagtailsnippetchoosers_lms_sample_notice:*"),
]
