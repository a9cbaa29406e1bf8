"""What apprentices achieve, as the host tells it of all plugins."""

from datetime import datetime

from django.db.models import Q

from knowledge_base.models.periods import site_day
from lms.plugins import plugin_settings
from plugins.mentoring.models import Pair, Result


def counted_activities() -> set[str]:
    """Return the keys of the activities that count as results."""
    text = str(plugin_settings("lms_mentoring")["results"]).replace("，", ",")
    return {part.strip() for part in text.split(",")} - {""}


def keep_result(
    *, activity: str, person: int | None, key: str, happened_at: datetime
) -> Result | None:
    """Keep a result of somebody who had a mentor on that day; the same one once."""
    if person is None or activity not in counted_activities():
        return None
    day = site_day(happened_at)
    then = Q(closed_on=None) | Q(closed_on__gte=day)
    pairs = Pair.objects.filter(then, apprentice=person, starts_on__lte=day)
    pair = pairs.order_by("-starts_on", "-pk").first()
    if pair is None:
        return None
    values = {"pair": pair, "activity": activity, "achieved_at": happened_at}
    result, _is_new = Result.objects.get_or_create(key=key, defaults=values)
    return result
