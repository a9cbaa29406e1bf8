from django.urls import path

from plugins.case_studies.views import (
    actions,
    cases,
    files,
    mine,
    picks,
    sharing,
    steps,
    wall,
)
from plugins.case_studies.views.report import CaseReportView

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("shelves/<int:pk>/", cases.shelf, name="shelf"),
    path("share/", sharing.share, name="share"),
    path("mine/", mine.mine, name="mine"),
    path("wall/", wall.wall, name="wall"),
    path("picks/", picks.picks, name="picks"),
    path("picks/plan/", picks.plan, name="plan_pick"),
    path("picks/<int:pk>/outcome/", picks.outcome, name="pick_outcome"),
    path("actions/", actions.actions, name="actions"),
    path("actions/<int:pk>/<slug:step>/", actions.step, name="action_step"),
    path("report/", CaseReportView.as_view(), name="report"),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/print/", cases.printed, name="printed"),
    path("<int:pk>/files/<int:key>/", files.file, name="file"),
    path("<int:pk>/edit/", sharing.edit, name="edit"),
    path("<int:pk>/answer/", cases.answer, name="answer"),
    path("<int:pk>/react/<slug:kind>/", wall.react_to, name="react"),
    path("<int:pk>/actions/", actions.add, name="add_action"),
    path("<int:pk>/rewrite/", steps.rewrite, name="rewrite"),
    path("<int:pk>/<slug:step>/", steps.step, name="step"),
]
