"""What the editor of courses and lessons says beside its fields."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel

from lms.plugins import plugin_settings


class CourseForm(WagtailAdminPageForm):
    """Refuses courses that wait for each other, and names none that is closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("prerequisites")
        if field is not None:
            courses = type(self.instance).objects.readable_by(self.for_user)
            field.queryset = courses.exclude(pk=self.instance.pk).order_by("title")

    def clean(self) -> Any:
        """Check that no course comes before itself; keep those that are not shown."""
        cleaned = super().clean()
        if "prerequisites" not in cleaned:
            return cleaned
        shown = {*self.fields["prerequisites"].queryset.values_list("pk", flat=True)}
        kept = [] if self.instance.pk is None else self.instance.prerequisites.all()
        unseen = [course for course in kept if course.pk not in shown]
        cleaned["prerequisites"] = chosen = [*cleaned["prerequisites"], *unseen]
        if self.instance.leads_to_itself(chosen):
            self.add_error(
                "prerequisites",
                ValidationError(_("One of them already needs this course.")),
            )
        return cleaned


class MinutesPanel(Panel):
    """Warns of a lesson that is too short or too long for a micro-lesson."""

    class BoundPanel(Panel.BoundPanel):
        """Shown with one lesson."""

        template_name = "lms_courses/admin/minutes.html"

        def get_context_data(self, parent_context: Any = None) -> Any:
            """Return the limits, and whether the lesson is within them."""
            context = super().get_context_data(parent_context)
            known = plugin_settings("lms_courses")
            fewest, most = known["fewest_minutes"], known["most_minutes"]
            is_fine = fewest <= (self.instance.minutes or 0) <= most
            return {**context, "fewest": fewest, "most": most, "is_fine": is_fine}


class ReleasePanel(Panel):
    """Says what learners get, as what is published is not yet what they learn."""

    class BoundPanel(Panel.BoundPanel):
        """Shown with one course."""

        template_name = "lms_courses/admin/release.html"

        def is_shown(self) -> bool:
            """Tell whether the course is saved at all."""
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> Any:
            """Return the last release."""
            context = super().get_context_data(parent_context)
            return {**context, "release": self.instance.releases.first()}
