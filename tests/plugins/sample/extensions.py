from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.extensions import (
    HomeWidget,
    NotificationType,
    home_widgets,
    notification_types,
)
from lms.search.sources import register_source
from tests.plugins.sample.events import NoticeHung
from tests.plugins.sample.models import Notice
from tests.plugins.sample.search import NoticeSource


class NewestNotice(HomeWidget):
    """The newest notice; nothing when there is none."""

    template = "lms_sample/newest_notice.html"

    def context(self, _request):
        """Return the notice."""
        notice = Notice.objects.last()
        return {"notice": notice} if notice else None


def describe(_parameters, title):
    """Say that a notice hangs."""
    return _("Your notice “%(title)s” hangs.") % {"title": title}


def address(notice, _parameters, _user):
    """Lead to the notice."""
    return notice.get_absolute_url()


register_source(NoticeSource())
home_widgets.register("lms_sample.newest_notice", NewestNotice(), order=90)
hung = NotificationType(
    label=gettext_lazy("A notice of yours was hung"), describe=describe, address=address
)
notification_types.register(NoticeHung.name, hung)
