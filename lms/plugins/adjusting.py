"""Changes what administrators may set of a plugin."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from lms.plugins.config import Setting, SettingValue
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.running import forget_answer


class SettingsChangedMeanwhileError(PluginError):
    """Somebody else saved the settings after this person began."""


def fingerprint(stored: Mapping[str, Any]) -> str:
    """Return what tells whether stored settings are still the same."""
    text = json.dumps(stored, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def change_settings(
    *,
    label: str,
    declared: Mapping[str, Setting],
    values: Mapping[str, SettingValue],
    seen: str,
    actor: Any = None,
) -> list[str]:
    """Keep the values, and return the names of what they changed.

    `seen` is the fingerprint of what was stored when the person began. Raises
    SettingsChangedMeanwhileError when something else is stored by now.
    """
    with transaction.atomic():
        row = PluginState.objects.select_for_update().get(label=label)
        if fingerprint(row.settings) != seen:
            raise SettingsChangedMeanwhileError(
                f"The settings of {label} were changed meanwhile."
            )
        known = {name: setting.default for name, setting in declared.items()}
        before = known | row.settings
        changed = [name for name, value in values.items() if before[name] != value]
        if changed:
            row.settings |= {name: values[name] for name in changed}
            row.save(update_fields=["settings", "changed_at"])
            log(row, "lms.plugin.settings", user=actor, data={"changed": changed})
    forget_answer()
    return changed
