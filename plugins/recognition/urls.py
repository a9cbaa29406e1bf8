from django.urls import path

from plugins.recognition.views import ballot, mine, months, praise, report, stars, wall

urlpatterns = [
    path("", wall.wall, name="wall"),
    path("thank/", wall.thank, name="thank"),
    path("mine/", mine.mine, name="mine"),
    path("register/", praise.register, name="register"),
    path("waiting/", praise.waiting, name="waiting"),
    path("praise/<int:pk>/", praise.praise, name="praise"),
    path("praise/<int:pk>/story/", praise.story, name="story"),
    path("praise/<int:pk>/<slug:step>/", praise.step, name="praise_step"),
    path("stars/", stars.stars, name="stars"),
    path("stars/<int:pk>/", stars.star, name="star"),
    path("stars/<int:pk>/certificate/", stars.certificate, name="certificate"),
    path("stars/<int:pk>/withdraw/", stars.withdraw, name="withdraw_star"),
    path("ballot/", ballot.ballot, name="ballot"),
    path("months/", months.months, name="months"),
    path("months/<int:pk>/", months.month, name="month"),
    path("months/<int:pk>/payroll/", months.payroll, name="payroll"),
    path("months/<int:pk>/<slug:step>/", months.step, name="month_step"),
    path("criteria/", months.criteria, name="criteria"),
    path("report/", report.report, name="report"),
]
