from django.urls import path

from knowledge_base.views import feedback, history, personal, phrases, reading

app_name = "knowledge_base"
urlpatterns = [
    path("", reading.libraries, name="libraries"),
    path("libraries/<int:pk>/", reading.library, name="library"),
    path("categories/<int:pk>/", reading.category, name="category"),
    path("articles/<int:pk>/", reading.article, name="article"),
    path("faq/<int:pk>/", reading.faq, name="faq"),
    path("scripts/<int:pk>/", reading.script, name="script"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/check/", phrases.check_phrases, name="check_phrases"),
    path("rewritings/", phrases.rewritings, name="rewritings"),
    path("items/<uuid:uuid>/favorite/", personal.favorite, name="favorite"),
    path("items/<uuid:uuid>/use/", personal.use, name="use"),
    path("items/<int:pk>/vote/", feedback.vote, name="vote"),
    path("items/<int:pk>/report/", feedback.report, name="report"),
    path("items/<uuid:uuid>/history/", history.versions, name="history"),
    path("items/<uuid:uuid>/history/<int:pk>/", history.version, name="version"),
    path("items/<uuid:uuid>/compare/", history.compare, name="compare"),
    path("my-reports/", feedback.my_reports, name="my_reports"),
    path("tags/", reading.tags, name="tags"),
]
