"""The addresses of classes, below classes/."""

from django.urls import path

from plugins.courses.views import (
    class_calendar,
    class_lists,
    class_make_up,
    class_planning,
    class_report,
    class_sign_in,
    classes,
)

urlpatterns = [
    path("", classes.mine, name="class_mine"),
    path("today/", classes.today, name="class_today"),
    path("report/", class_report.report, name="class_report"),
    path("calendar/", class_calendar.subscribe, name="class_calendar"),
    path("calendar/<str:token>.ics", class_calendar.feed, name="class_feed"),
    path("make-up/", class_make_up.desk, name="class_make_up"),
    path(
        "make-up/<int:pk>/<slug:step>/",
        class_make_up.order_step,
        name="class_order_step",
    ),
    path("apologies/<int:pk>/", class_lists.decide, name="class_decide"),
    path("cohorts/", classes.cohorts, name="class_cohorts"),
    path("cohorts/new/", class_planning.new_cohort, name="class_new_cohort"),
    path("cohorts/<int:pk>/", classes.cohort, name="class_cohort"),
    path(
        "cohorts/<int:pk>/edit/", class_planning.edit_cohort, name="class_edit_cohort"
    ),
    path("cohorts/<int:pk>/people/", class_planning.add_people, name="class_people"),
    path(
        "cohorts/<int:pk>/people/<int:key>/remove/",
        class_planning.remove_person,
        name="class_remove_person",
    ),
    path("cohorts/<int:pk>/plan/", class_planning.plan, name="class_plan"),
    path("cohorts/<int:pk>/add/", class_planning.new_class, name="class_new"),
    path("cohorts/<int:pk>/matrix/", class_lists.matrix, name="class_matrix"),
    path("<int:pk>/", classes.session, name="class_session"),
    path("<int:pk>/edit/", class_planning.edit_class, name="class_edit"),
    path("<int:pk>/sign-in/", class_sign_in.sign_in_page, name="class_sign_in"),
    path("<int:pk>/apology/", class_sign_in.apology, name="class_apology"),
    path("<int:pk>/code/", class_sign_in.code, name="class_code"),
    path("<int:pk>/list/", class_lists.attendance, name="class_list"),
    path("<int:pk>/list/import/", class_lists.take_file, name="class_import"),
    path("<int:pk>/sheet/", class_lists.sheet, name="class_sheet"),
    path("<int:pk>/<slug:step>/", class_planning.class_step, name="class_step"),
]
