from django.urls import path
from django.views.generic import TemplateView

from tests.plugins.sample.views import notices

urlpatterns = [
    path("", notices, name="notices"),
    path(
        "about/",
        TemplateView.as_view(template_name="lms_sample/about.html"),
        name="about",
    ),
]
