from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


def report(_request):
    """Stand for an admin view."""
    return HttpResponse(_("Sample report"))


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("sample-report/", report, name="lms_sample_report")]


@hooks.register("register_reports_menu_item")
def report_item():
    return MenuItem(
        _("Sample report"), reverse("lms_sample_report"), name="sample-report"
    )


@hooks.register("construct_main_menu")
def mark(request, _items):
    request.sample_hook_ran = True
