from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_KEEP = [
    "lms_mentoring.keep_pair",
    *(f"lms_mentoring.{action}_mentor" for action in ("view", "add", "change")),
]


class MentoringConfig(PluginConfig):
    """Pairs of mentor and apprentice, and what they write for each other."""

    name = "plugins.mentoring"
    label = "lms_mentoring"
    verbose_name = _("Mentoring")
    description = _(
        "Pairs of mentor and apprentice: an observation each week, a self-review each "
        "day, a plan for one person, and what mentors have achieved."
    )
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "most_apprentices": Setting(
            3,
            label=_("Apprentices that a mentor may have at once"),
        ),
        "weekly_observations": Setting(
            1,
            label=_("Observations that each week asks for"),
            help=_(
                "Of at least one; a week counts when the pair has most of its days."
            ),
        ),
        "review_days": Setting(
            30,
            label=_("Days for which apprentices review themselves"),
            help=_("From the first day of the pair; 0: nobody is asked to."),
        ),
        "weekly_samples": Setting(
            1,
            label=_("Self-reviews a week that the mentor comments on"),
            help=_(
                "Of a week in which some were written; 0: mentors are not asked to."
            ),
        ),
        "newcomer_days": Setting(
            90,
            label=_("Days for which somebody is a newcomer"),
            help=_("From the day of joining in the staff profile."),
        ),
        "results": Setting(
            "lms_courses.exam_passed, lms_courses.practical_passed",
            label=_("Activities that count as results of apprentices"),
            help=_("Keys of activity types with commas between them."),
        ),
    }
    role_permissions = {Role.TRAINER: _KEEP, Role.MANAGER: _KEEP}
    default_auto_field = "django.db.models.BigAutoField"
