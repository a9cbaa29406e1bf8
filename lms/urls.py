from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms import admin_urls, site_urls
from lms.views.site import picture

urlpatterns = [
    path("", include(site_urls)),
    path("kb/", include("knowledge_base.urls")),
    path("plugins/", include("lms.plugins.urls")),
    path("admin/", include(admin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(
        rf"^{settings.MEDIA_URL.strip('/')}/images/(?P<path>.+)$",
        picture,
        name="picture",
    ),
    path("_util/login/", admin_urls.to_sign_in, name="lms_page_sign_in"),
    path("", include(wagtail_urls)),
]
