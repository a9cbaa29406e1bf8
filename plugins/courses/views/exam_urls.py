"""Where exams are."""

from django.urls import path

from plugins.courses.views import (
    exam_bank_files,
    exam_desk,
    exam_questions,
    exam_sitting,
    exams,
)

urlpatterns = [
    path("exams/", exams.mine, name="exam_mine"),
    path("exams/<uuid:key>/", exams.front, name="exam_front"),
    path("exams/<uuid:key>/start/", exams.start, name="exam_start"),
    path("exams/attempts/<uuid:key>/", exam_sitting.sitting, name="exam_sitting"),
    path(
        "exams/attempts/<uuid:key>/<int:place>/save/",
        exam_sitting.save,
        name="exam_save",
    ),
    path("exams/attempts/<uuid:key>/submit/", exam_sitting.submit, name="exam_submit"),
    path("exams/attempts/<uuid:key>/result/", exams.result, name="exam_result"),
    path("exams/desk/", exam_desk.desk, name="exam_desk"),
    path("exams/desk/<int:pk>/", exam_desk.report, name="exam_report"),
    path("exams/desk/attempts/<uuid:key>/", exam_desk.attempt, name="exam_attempt"),
    path("exams/desk/<int:pk>/items/", exam_desk.items, name="exam_items"),
    path("exams/desk/<int:pk>/assign/", exam_desk.assign, name="exam_assign"),
    path("exams/desk/<int:pk>/allow/", exam_desk.allow, name="exam_allow"),
    path("exams/remedial/", exam_desk.remedial, name="exam_remedial"),
    path("exams/remedial/<int:pk>/close/", exam_desk.close, name="exam_close"),
    path("questions/files/", exam_bank_files.bank_files, name="exam_bank_files"),
    path("questions/<int:pk>/", exam_questions.question, name="exam_question"),
    path(
        "questions/versions/<int:pk>/regrade/",
        exam_questions.regrade,
        name="exam_regrade",
    ),
]
