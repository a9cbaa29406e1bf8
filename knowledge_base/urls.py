from django.urls import path

from knowledge_base import views

app_name = "knowledge_base"
urlpatterns = [
    path("", views.libraries, name="libraries"),
    path("libraries/<int:pk>/", views.library, name="library"),
    path("categories/<int:pk>/", views.category, name="category"),
    path("articles/<int:pk>/", views.article, name="article"),
    path("faq/<int:pk>/", views.faq, name="faq"),
    path("scripts/<int:pk>/", views.script, name="script"),
    path("phrases/", views.phrases, name="phrases"),
    path("tags/", views.tags, name="tags"),
]
