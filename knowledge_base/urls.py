from django.urls import path

from knowledge_base import personal_views, views

app_name = "knowledge_base"
urlpatterns = [
    path("", views.libraries, name="libraries"),
    path("libraries/<int:pk>/", views.library, name="library"),
    path("categories/<int:pk>/", views.category, name="category"),
    path("articles/<int:pk>/", views.article, name="article"),
    path("faq/<int:pk>/", views.faq, name="faq"),
    path("scripts/<int:pk>/", views.script, name="script"),
    path("phrases/", views.phrases, name="phrases"),
    path("items/<uuid:uuid>/favorite/", personal_views.favorite, name="favorite"),
    path("items/<uuid:uuid>/use/", personal_views.use, name="use"),
    path("phrases/check/", views.check_phrases, name="check_phrases"),
    path("rewritings/", views.rewritings, name="rewritings"),
]
