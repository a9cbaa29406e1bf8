"""The addresses of classes, below classes/."""

from django.urls import path

from plugins.courses.views.classes import (
    calendar,
    catching_up,
    issues,
    lists,
    make_up,
    planning,
    report,
    sign_in,
    timetables,
)

urlpatterns = [
    path("", timetables.mine, name="class_mine"),
    path("today/", timetables.today, name="class_today"),
    path("report/", report.report, name="class_report"),
    path("calendar/", calendar.subscribe, name="class_calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="class_feed"),
    path("make-up/", make_up.desk, name="class_make_up"),
    path(
        "make-up/<int:pk>/<slug:step>/",
        make_up.order_step,
        name="class_order_step",
    ),
    path("issues/", issues.issues, name="class_issues"),
    path("issues/<int:pk>/<slug:step>/", issues.step, name="class_issue_step"),
    path("apologies/<int:pk>/", lists.decide, name="class_decide"),
    path("cohorts/", timetables.cohorts, name="class_cohorts"),
    path("cohorts/new/", planning.new_cohort, name="class_new_cohort"),
    path("cohorts/<int:pk>/", timetables.cohort, name="class_cohort"),
    path("cohorts/<int:pk>/edit/", planning.edit_cohort, name="class_edit_cohort"),
    path("cohorts/<int:pk>/people/", planning.add_people, name="class_people"),
    path(
        "cohorts/<int:pk>/people/<int:key>/remove/",
        planning.remove_person,
        name="class_remove_person",
    ),
    path("cohorts/<int:pk>/issues/", issues.bring_up, name="class_bring_up"),
    path("cohorts/<int:pk>/catch-up/", catching_up.catch_up, name="class_catch_up"),
    path("cohorts/<int:pk>/plan/", planning.plan, name="class_plan"),
    path("cohorts/<int:pk>/add/", planning.new_class, name="class_new"),
    path("cohorts/<int:pk>/matrix/", lists.matrix, name="class_matrix"),
    path("<int:pk>/", timetables.session, name="class_session"),
    path("<int:pk>/edit/", planning.edit_class, name="class_edit"),
    path("<int:pk>/sign-in/", sign_in.sign_in_page, name="class_sign_in"),
    path("<int:pk>/apology/", sign_in.apology, name="class_apology"),
    path("<int:pk>/code/", sign_in.code, name="class_code"),
    path("<int:pk>/list/", lists.attendance, name="class_list"),
    path("<int:pk>/list/import/", lists.take_file, name="class_import"),
    path("<int:pk>/sheet/", lists.sheet, name="class_sheet"),
    path("<int:pk>/<slug:step>/", planning.class_step, name="class_step"),
]
