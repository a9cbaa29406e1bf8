"""What mentoring adds to Wagtail's admin."""

from wagtail import hooks

from plugins.mentoring.viewsets.mentors import MentorViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> MentorViewSet:
    """Place the list of mentors."""
    return MentorViewSet("lms_mentoring_mentors", url_prefix="mentoring/mentors")
