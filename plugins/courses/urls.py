from django.urls import path

from plugins.courses.views import (
    assigning,
    catalog,
    course,
    films,
    lesson,
    mine,
    releases,
    report,
    withdrawing,
)

urlpatterns = [
    path("", catalog.catalog, name="catalog"),
    path("shelves/<int:pk>/", catalog.shelf, name="shelf"),
    path("mine/", mine.mine, name="mine"),
    path("report/", report.report, name="report"),
    path("report/people/", report.people, name="people"),
    path("report/people/remind/", report.remind_people, name="remind"),
    path("report/enrollments/<int:pk>/", report.person, name="person"),
    path("report/enrollments/<int:pk>/end/", withdrawing.take_out, name="take_out"),
    path("<int:pk>/", course.course, name="course"),
    path("<int:pk>/begin/", course.begin, name="begin"),
    path("<int:pk>/again/", course.again, name="again"),
    path("<int:pk>/give-up/", course.give_up, name="give_up"),
    path("<int:pk>/switch/", course.switch, name="switch"),
    path("<int:pk>/complete/", course.complete, name="complete"),
    path("<int:pk>/release/", releases.release, name="release"),
    path("<int:pk>/assign/", assigning.assign_course, name="assign"),
    path("lessons/<int:pk>/", lesson.lesson, name="lesson"),
    path("lessons/<int:pk>/opened/", lesson.opened, name="opened"),
    path("lessons/<int:pk>/done/", lesson.done, name="done"),
    path("lessons/<int:pk>/checks/<str:block>/", lesson.check, name="check"),
    path("lessons/<int:pk>/notes/<str:block>/", lesson.note, name="note"),
    path("lessons/<int:pk>/files/<int:key>/", films.film, name="film"),
]
