"""The host's own addresses, which a site of another make may mount as well."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from lms.views import (
    accounts,
    gaps,
    notifications,
    personal_data,
    search,
    search_log,
    site,
)

app_name = "lms"
urlpatterns = [
    path("", search.home, name="home"),
    path("search/", search.results, name="search"),
    path("search/gap/", gaps.report_gap, name="report_gap"),
    path("search/end/", search_log.log_search_end, name="log_search"),
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", accounts.switch_language, name="language"),
    path("account/", accounts.PreferencesView.as_view(), name="preferences"),
    path("account/data/", personal_data.my_data, name="my_data"),
    path(
        "account/password/",
        accounts.ChangePasswordView.as_view(),
        name="change_password",
    ),
    path("password/", accounts.PasswordMailView.as_view(), name="password_mail"),
    path(
        "password/sent/",
        accounts.PasswordMailSentView.as_view(),
        name="password_mail_sent",
    ),
    path(
        "password/<uidb64>/<token>/",
        accounts.ChoosePasswordView.as_view(),
        name="choose_password",
    ),
    path("notifications/", notifications.index, name="notifications"),
    path("notifications/read/", notifications.read, name="read_notifications"),
    path("health/", site.health, name="health"),
]
