from plugins.courses.views.exam_urls import urlpatterns as exam_patterns

urlpatterns = [*exam_patterns]
