from django.urls import path

from knowledge_base.views import (
    contributions,
    documents,
    due,
    feedback,
    personal,
    phrases,
    proposals,
    reading,
    reviews,
)
from knowledge_base.views.review_report import ReviewReportView

app_name = "knowledge_base"
urlpatterns = [
    path("", reading.libraries, name="libraries"),
    path("libraries/<int:pk>/", reading.library, name="library"),
    path("categories/<int:pk>/", reading.category, name="category"),
    path("articles/<int:pk>/", reading.article, name="article"),
    path("faq/<int:pk>/", reading.faq, name="faq"),
    path("scripts/<int:pk>/", reading.script, name="script"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path(
        "documents/<int:pk>/versions/<int:number>/",
        documents.document_version,
        name="document_version",
    ),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/check/", phrases.check_phrases, name="check_phrases"),
    path("rewritings/", phrases.rewritings, name="rewritings"),
    path("items/<uuid:uuid>/favorite/", personal.favorite, name="favorite"),
    path("items/<uuid:uuid>/use/", personal.use, name="use"),
    path("items/<int:pk>/vote/", feedback.vote, name="vote"),
    path("items/<int:pk>/report/", feedback.report, name="report"),
    path("my-reports/", feedback.my_reports, name="my_reports"),
    path("items/<int:pk>/suggest/", proposals.suggest, name="suggest"),
    path("propose/", proposals.choose_kind, name="propose"),
    path("propose/<slug:kind>/", proposals.propose_new, name="propose_new"),
    path("my-proposals/", proposals.my_proposals, name="my_proposals"),
    path("my-proposals/<int:pk>/", proposals.my_proposal, name="my_proposal"),
    path(
        "my-proposals/<int:pk>/withdraw/",
        proposals.withdraw,
        name="withdraw_proposal",
    ),
    path("my-contributions/", contributions.my_contributions, name="my_contributions"),
    path("tags/", reading.tags, name="tags"),
    path("due/", due.due, name="due"),
    path("items/<int:pk>/verify/", due.verify, name="verify"),
    path("review-tasks/<int:pk>/defer/", due.defer, name="defer"),
    path("review-tasks/<int:pk>/retire/", due.retire, name="retire"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/close/", reviews.close, name="close_review"),
    path("reviews/<int:pk>/assign/", reviews.assign, name="assign_review"),
    path("reviews/<int:pk>/report/", ReviewReportView.as_view(), name="review_report"),
]
