from django.urls import path

from plugins.archives.views import comparisons, months, reviews, risks, weekly

urlpatterns = [
    path("", months.months, name="months"),
    path("freeze/", months.freeze_month, name="freeze"),
    path("goals/", months.goals, name="goals"),
    path("months/<int:pk>/", months.month, name="month"),
    path("months/<int:pk>/<slug:step>/", months.step, name="month_step"),
    path("documents/<int:pk>/", months.document, name="document"),
    path("documents/<int:pk>/remove/", months.remove, name="remove_document"),
    path("comparisons/", comparisons.comparisons, name="comparisons"),
    path("comparisons/keep/", comparisons.keep, name="keep_comparison"),
    path("comparisons/<int:pk>/", comparisons.comparison, name="comparison"),
    path("comparisons/<int:pk>/remove/", comparisons.remove, name="remove_comparison"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/new/", reviews.new, name="new_review"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/minutes/", reviews.minutes, name="minutes"),
    path("reviews/<int:pk>/<slug:step>/", reviews.step, name="review_step"),
    path("mine/", reviews.mine, name="mine"),
    path("actions/<int:pk>/<slug:step>/", reviews.tick, name="tick"),
    path("weekly/", weekly.reports, name="reports"),
    path("weekly/<int:team>/<str:monday>/", weekly.report, name="report"),
    path("risks/", risks.risks, name="risks"),
    path("risks/new/", risks.new, name="new_risk"),
    path("risks/<int:pk>/", risks.risk, name="risk"),
    path("risks/<int:pk>/<slug:step>/", risks.step, name="risk_step"),
    path("post/", risks.post, name="post"),
]
