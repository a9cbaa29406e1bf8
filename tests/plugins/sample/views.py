from django.shortcuts import get_object_or_404, render

from lms.plugins import plugin_settings
from lms.views.frames import render_item
from tests.plugins.sample.models import Notice


def notices(request):
    """List all notices."""
    context = {
        "greeting": plugin_settings("lms_sample")["greeting"],
        "notices": Notice.objects.all(),
    }
    return render(request, "lms_sample/notices.html", context)


def notice(request, pk):
    """Show one."""
    context = {"notice": get_object_or_404(Notice, pk=pk)}
    return render_item(request, "lms_sample/notice.html", context)
