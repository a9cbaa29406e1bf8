from django.urls import path

from plugins.contests.views import (
    contests,
    judging,
    organizing,
    proposals,
    ranking,
    rounds,
)

urlpatterns = [
    path("", contests.contests, name="contests"),
    path("new/", organizing.edit, name="new"),
    path("judge/", judging.desk, name="desk"),
    path("<int:pk>/", contests.contest, name="contest"),
    path("<int:pk>/change/", organizing.edit, name="change"),
    path("<int:pk>/enter/", contests.enter_contest, name="enter"),
    path("<int:pk>/ranking/", ranking.ranking, name="ranking"),
    path("<int:pk>/payroll/", ranking.payroll, name="payroll"),
    path("<int:pk>/<slug:step>/", organizing.step, name="step"),
    path("entries/<int:pk>/certificate/", ranking.certificate, name="certificate"),
    path("entries/<int:pk>/<slug:step>/", contests.entry_step, name="entry_step"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/table/", rounds.table, name="table"),
    path("rounds/<int:pk>/judge/", judging.judge, name="judge"),
    path("rounds/<int:pk>/<slug:step>/", rounds.step, name="round_step"),
    path("scores/<int:pk>/", judging.sheet, name="sheet"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/write/", proposals.write, name="write"),
    path("proposals/<int:pk>/file/", proposals.file, name="file"),
    path("proposals/<int:pk>/<slug:step>/", proposals.step, name="proposal_step"),
]
