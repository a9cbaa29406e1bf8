"""Changing what earns points, and bringing an earlier rule back."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from reversion.models import Version

from lms.row_history import record_last, recorded, with_old_values
from plugins.rewards.exceptions import OverlapError, UsedVersionError
from plugins.rewards.models import Rule, RuleVersion


@transaction.atomic
def keep_rule(*, rule: Rule, user: Any, comment: str = "") -> Rule:
    """Save a rule; its history is kept by django-reversion, from before on."""
    before = Rule.objects.select_for_update().filter(pk=rule.pk).first()
    if before is not None and not Version.objects.get_for_object(before).exists():
        record_last([before], None, _("As it was before"))
    with recorded(user, comment or (_("Changed") if before else _("Added"))):
        rule.save()
    return rule


def restore_rule(*, rule: Rule, version: Version, user: Any) -> Rule:
    """Bring a rule back to a version of its history, which becomes the newest one.

    Points that were given stay as they are, and so do its versions of points.
    """
    restored: Any = with_old_values(rule, version)
    return keep_rule(rule=restored, user=user, comment=_("Brought back"))


@transaction.atomic
def add_version(*, version: RuleVersion, user: Any = None) -> RuleVersion:
    """Let a rule say something else from a day on; what counted until then ends before.

    Raises OverlapError when a later version counts on some of these days, and
    UsedVersionError when points were given on such a day already.
    """
    Rule.objects.select_for_update().get(pk=version.rule_id)
    _end_before(version)
    if _overlapping(version).exists():
        raise OverlapError
    with recorded(user, _("Added")):
        version.save()
    return version


def _end_before(version: RuleVersion) -> None:
    earlier = RuleVersion.objects.filter(
        rule=version.rule_id, effective_from__lt=version.effective_from
    )
    last = earlier.valid_on(version.effective_from).first()
    if last is None or last.effective_to is not None:
        return
    if last.events.filter(effective_on__gte=version.effective_from).exists():
        raise UsedVersionError
    last.effective_to = version.effective_from - timedelta(days=1)
    with recorded(None, _("A later version ends it")):
        last.save(update_fields=["effective_to"])


def _overlapping(version: RuleVersion) -> Any:
    others = RuleVersion.objects.filter(rule=version.rule_id).exclude(pk=version.pk)
    if version.effective_to is not None:
        others = others.filter(effective_from__lte=version.effective_to)
    ends = Q(effective_to=None) | Q(effective_to__gte=version.effective_from)
    return others.filter(ends)
