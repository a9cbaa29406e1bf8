from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("cms/", include(wagtailadmin_urls)),
    path("files/", include(wagtaildocs_urls)),
    path("guide/", include("lms.site_urls")),
    path("guide/kb/", include("knowledge_base.urls")),
    path("guide/plugins/", include("lms.plugins.urls")),
    path("", include(wagtail_urls)),
]
