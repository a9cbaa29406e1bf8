from django.urls import include, path

urlpatterns = [
    path("practicals/", include("plugins.courses.views.practicals.urls")),
]
