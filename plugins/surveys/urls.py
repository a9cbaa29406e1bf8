from django.urls import path

from plugins.surveys.views import (
    answering,
    follow_ups,
    questionnaires,
    report,
    voices,
    waves,
)

urlpatterns = [
    path("", answering.mine, name="mine"),
    path("<int:pk>/answer/", answering.answer_wave, name="answer"),
    path("waves/", waves.waves, name="waves"),
    path("waves/<int:pk>/", waves.wave, name="wave"),
    path("waves/<int:pk>/change/", waves.change, name="change_wave"),
    path(
        "waves/<int:pk>/interview/<int:person>/", answering.interview, name="interview"
    ),
    path("waves/<int:pk>/<slug:step>/", waves.step, name="wave_step"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/new/", questionnaires.edit, name="new_questionnaire"),
    path("questionnaires/<int:pk>/", questionnaires.edit, name="questionnaire"),
    path("questionnaires/<int:pk>/plan/", waves.plan, name="plan"),
    path("voices/", voices.voices, name="voices"),
    path("voices/register/", voices.register, name="register"),
    path("voices/take-in/", voices.take_in, name="take_in"),
    path("voices/<int:pk>/", voices.voice, name="voice"),
    path("voices/<int:pk>/edit/", voices.edit, name="edit_voice"),
    path("voices/<int:pk>/delete/", voices.delete, name="delete_voice"),
    path("voices/<int:pk>/<slug:step>/", follow_ups.step, name="follow_up_step"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("report/", report.report, name="report"),
]
