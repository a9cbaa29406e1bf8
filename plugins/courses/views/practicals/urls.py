"""Addresses of the practicals."""

from django.urls import path

from plugins.courses.views.practicals import (
    desk,
    marks,
    mine,
    planning,
    scenes,
    sittings,
    standing,
)

urlpatterns = [
    path("", mine.mine, name="practical_mine"),
    path("judging/", desk.desk, name="practical_desk"),
    path("judging/<int:pk>/", desk.sheet, name="practical_sheet"),
    path("sittings/", planning.board, name="practical_board"),
    path("sittings/plan/", planning.plan, name="practical_plan"),
    path("sittings/<int:pk>/", sittings.sitting, name="practical_sitting"),
    path("sittings/<int:pk>/<slug:step>/", sittings.step, name="practical_step"),
    path("scenes/", scenes.scenes, name="practical_scenes"),
    path("scenes/<int:pk>/", scenes.scene, name="practical_scene"),
    path("marks/<int:pk>/", marks.marks, name="practical_marks"),
    path("standing/<int:pk>/", standing.standing, name="practical_standing"),
    path("report/", marks.report, name="practical_report"),
]
