from django.shortcuts import render

from lms.plugins import plugin_settings
from tests.plugins.sample.models import Notice


def notices(request):
    """List all notices."""
    context = {
        "greeting": plugin_settings("lms_sample")["greeting"],
        "notices": Notice.objects.all(),
    }
    return render(request, "lms_sample/notices.html", context)
