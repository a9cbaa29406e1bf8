from django.urls import path

from lms_badges.views import badges

urlpatterns = [path("", badges, name="badges")]
