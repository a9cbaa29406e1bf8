"""Times as people say them."""

from datetime import datetime

from django import template
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def ago(moment: datetime) -> str:
    """Say in one unit how long ago it was; Wagtail cuts at a comma that Chinese lacks."""
    period = timesince(moment, depth=1)
    if period == timesince(moment, moment):
        return _("just now")
    return _("%(time_period)s ago") % {"time_period": period}
