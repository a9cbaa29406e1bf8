from django.urls import include, path

from plugins.courses.views import class_urls

urlpatterns = [path("classes/", include(class_urls))]
