from django.utils.translation import gettext_lazy as _

from lms.search.sources import Presentation, SearchSource
from tests.plugins.sample.models import Notice


class NoticeSource(SearchSource):
    """Notices, which everybody may read."""

    kind = "notice"
    label = _("Notices")
    model = Notice
    title_fields = ("text",)

    def visible_for(self, user):
        """Return all."""
        return Notice.objects.all()

    def visible_key(self, user):
        """Return the same for everybody."""
        return ()

    def present(self, notice):
        """Return the text as the title."""
        return Presentation(title=notice.text, url=notice.get_absolute_url())
