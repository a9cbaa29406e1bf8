from lms.search.sources import Presentation, SearchSource, register_source
from lms_badges.models import Badge


class BadgeSource(SearchSource):
    """Badges that are published, which everybody may read."""

    kind = "badge"
    label = "Badges"
    model = Badge

    def visible_for(self, user):
        """Return what is published."""
        return Badge.objects.filter(live=True)

    def visible_key(self, user):
        """Return the same for everybody."""
        return ()

    def present(self, badge):
        """Return the title; it stands in the list of badges."""
        return Presentation(title=badge.title, url="/plugins/badges/")


register_source(BadgeSource())
