from django.urls import path
from django.views.generic import TemplateView

from tests.plugins.sample import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("<int:pk>/", views.notice, name="notice"),
    path(
        "about/",
        TemplateView.as_view(template_name="lms_sample/about.html"),
        name="about",
    ),
]
