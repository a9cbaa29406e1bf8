from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting


class RecognitionConfig(PluginConfig):
    """Thanks between colleagues, praise of customers, and the star of the month."""

    name = "plugins.recognition"
    label = "lms_recognition"
    verbose_name = _("Service Star and recognition")
    description = _(
        "Thanks between colleagues, praise from customers, and the Service Star of each "
        "month, chosen from praise, marks and the votes of the team."
    )
    version = "0.1.0"
    category = "engagement"
    requires_lms = ">=0.1,<1"
    settings = {
        "thanks_per_week": Setting(
            5,
            label=_("Thanks that somebody may give in a week"),
        ),
        "same_person_per_week": Setting(
            1,
            label=_("Of these, thanks to one and the same person"),
        ),
        "withdraw_hours": Setting(
            24,
            label=_("Hours in which thanks can be taken back"),
        ),
        "praise_activities": Setting(
            "lms_surveys.praised",
            label=_("Activities that count as praise from a customer"),
            help=_(
                "Keys of activity types with commas between them. Each is registered "
                "by itself and waits for somebody to confirm it."
            ),
        ),
        "ballot_opens_day": Setting(
            25,
            label=_("Day of the month on which teams begin to vote"),
            choices=[(day, str(day)) for day in range(1, 29)],
        ),
        "ballot_days": Setting(
            8,
            label=_("Days for which they vote"),
            help=_("The ballot may go on into the next month."),
        ),
        "fewest_ballots": Setting(
            3,
            label=_("Fewest ballots of a team that are counted"),
            help=_("With fewer, everybody would know who voted for whom."),
        ),
        "most_in_a_row": Setting(
            2,
            label=_("Months in a row in which somebody may be the star"),
            help=_("0: as often as anybody likes."),
        ),
        "newcomer_days": Setting(
            90,
            label=_("Days for which somebody is marked as new"),
            help=_("From the day of joining in the staff profile."),
        ),
        "marked_jobs": Setting(
            "兼职,实习,见习,产假,病假,part-time,intern",
            label=_("Words in a job that are marked"),
            help=_("Whoever decides on the star sees them; nobody is left out."),
        ),
    }
    role_permissions = {
        Role.TRAINER: ["lms_recognition.confirm_praise"],
        Role.MANAGER: [
            "lms_recognition.confirm_praise",
            "lms_recognition.moderate_praise",
            "lms_recognition.decide_star",
        ],
    }
    default_auto_field = "django.db.models.BigAutoField"

    def on_enable(self) -> None:
        """Write down the criteria that most teams begin with, once."""
        from plugins.recognition.services.scheme import add_first_version

        add_first_version()
