from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms import site_urls
from lms.views.site import picture

urlpatterns = [
    path("", include(site_urls)),
    path("kb/", include("knowledge_base.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(
        rf"^{settings.MEDIA_URL.strip('/')}/images/(?P<path>.+)$",
        picture,
        name="picture",
    ),
    path("", include(wagtail_urls)),
]
