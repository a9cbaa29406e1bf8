from django.urls import path

from plugins.certification.views import badges, certificates, desk, mine, roster

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("levels/<slug:code>/apply/", mine.apply, name="apply"),
    path("candidacies/<int:pk>/withdraw/", mine.give_up, name="withdraw"),
    path("certificates/<uuid:key>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:key>/pdf/", certificates.sheet, name="pdf"),
    path("certificates/<uuid:key>/badge.jwt", badges.as_token, name="badge_jwt"),
    path("certificates/<uuid:key>/badge.svg", badges.as_picture, name="badge_svg"),
    path("certificates/<uuid:key>/<slug:step>/", certificates.step, name="mark"),
    path("verify/<uuid:key>/", certificates.verify, name="verify"),
    path("did.json", badges.did, name="did"),
    path("badges/<slug:purpose>/<int:number>/", badges.status, name="badge_status"),
    path("roster/", roster.roster, name="roster"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:pk>/", desk.candidate, name="candidate"),
    path("desk/<int:pk>/<slug:step>/", desk.step, name="step"),
]
