from django.contrib.auth.views import LoginView
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from benchmarks.plain_site.views import search

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("sign-in/", LoginView.as_view(template_name="plain_site/sign_in.html")),
    path("search/", search),
    path("", include(wagtail_urls)),
]
