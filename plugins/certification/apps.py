from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_SIGN = ["lms_certification.add_signoff", "lms_certification.propose_candidacy"]
_KEEP = [
    f"lms_certification.{action}_{model}"
    for model in ("scheme", "level", "signofftopic")
    for action in ("view", "add", "change")
]


class CertificationConfig(PluginConfig):
    """Levels that people reach, certificates for them, and who holds which."""

    name = "plugins.certification"
    label = "lms_certification"
    verbose_name = _("Certification")
    description = _(
        "Levels of service skill: what each asks for, who has reached it, certificates "
        "that expire and are renewed, and a list of their holders."
    )
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "masks_names": Setting(
            default=True,
            label=_("Mask names on the public page"),
            help=_(
                "Whoever checks a certificate without signing in sees the family name "
                "alone."
            ),
        ),
        "reminder_days": Setting(
            "90, 60, 30, 7",
            label=_("Days before expiry on which holders are reminded"),
            help=_("Numbers with commas between them; each is said once."),
        ),
        "issuer": Setting(
            "",
            label=_("Who issues the certificates"),
            help=_("Stands below each certificate, such as the name of the company."),
        ),
    }
    role_permissions = {
        Role.TRAINER: [*_SIGN, "lms_certification.view_award"],
        Role.MANAGER: [
            "lms_certification.propose_candidacy",
            "lms_certification.decide_candidacy",
            "lms_certification.view_award",
            "lms_certification.change_award",
        ],
        Role.PLUGIN_ADMIN: _KEEP,
    }
    default_auto_field = "django.db.models.BigAutoField"

    def on_enable(self) -> None:
        """Write the ladder that most teams begin with, once."""
        from plugins.certification.services.first_schemes import add_first_scheme

        add_first_scheme()

    def on_purge(self) -> None:
        """Let decisions go: their guards refuse that otherwise."""
        from django.db import connection

        from plugins.certification import guards

        guards.remove(connection)
