"""Where exams are."""

from django.urls import path

from plugins.courses.views.exams import bank_files, desk, front, questions, sitting

urlpatterns = [
    path("exams/", front.mine, name="exam_mine"),
    path("exams/<uuid:key>/", front.front, name="exam_front"),
    path("exams/<uuid:key>/start/", front.start, name="exam_start"),
    path("exams/attempts/<uuid:key>/", sitting.sitting, name="exam_sitting"),
    path(
        "exams/attempts/<uuid:key>/<int:place>/save/",
        sitting.save,
        name="exam_save",
    ),
    path("exams/attempts/<uuid:key>/submit/", sitting.submit, name="exam_submit"),
    path("exams/attempts/<uuid:key>/result/", front.result, name="exam_result"),
    path("exams/desk/", desk.desk, name="exam_desk"),
    path("exams/desk/<int:pk>/", desk.report, name="exam_report"),
    path("exams/desk/attempts/<uuid:key>/", desk.attempt, name="exam_attempt"),
    path("exams/desk/<int:pk>/items/", desk.items, name="exam_items"),
    path("exams/desk/<int:pk>/assign/", desk.assign, name="exam_assign"),
    path("exams/desk/<int:pk>/allow/", desk.allow, name="exam_allow"),
    path("exams/remedial/", desk.remedial, name="exam_remedial"),
    path("exams/remedial/<int:pk>/close/", desk.close, name="exam_close"),
    path("questions/files/", bank_files.bank_files, name="exam_bank_files"),
    path("questions/<int:pk>/", questions.question, name="exam_question"),
    path(
        "questions/versions/<int:pk>/regrade/",
        questions.regrade,
        name="exam_regrade",
    ),
]
