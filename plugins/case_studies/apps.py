from django.utils.translation import gettext_lazy as _

from lms.plugins import PluginConfig


class CaseStudiesConfig(PluginConfig):
    """Good and bad cases, and what was changed because of them."""

    name = "plugins.case_studies"
    label = "lms_case_studies"
    verbose_name = _("Case studies")
    description = _("Good and bad cases, and what was changed because of them.")
    version = "1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    default_auto_field = "django.db.models.BigAutoField"
