from django.urls import path

from plugins.complaints.views import call_backs, case, limits, register, report

urlpatterns = [
    path("", register.complaints, name="complaints"),
    path("new/", register.new, name="new"),
    path("call-backs/", call_backs.call_backs, name="call_backs"),
    path("report/", report.report, name="report"),
    path("limits/", limits.limits, name="limits"),
    path("<int:pk>/", case.complaint, name="complaint"),
    path("<int:pk>/<slug:step>/", case.step, name="step"),
]
