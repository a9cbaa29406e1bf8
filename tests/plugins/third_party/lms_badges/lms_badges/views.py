from django.shortcuts import render

from lms_badges.models import Badge


def badges(request):
    """List the badges."""
    return render(request, "lms_badges/badges.html", {"badges": Badge.objects.all()})
