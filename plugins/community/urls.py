from django.urls import path

from plugins.community.views import (
    applications,
    funds,
    meeting,
    meetings,
    suggestion,
    suggestions,
)

urlpatterns = [
    path("", suggestions.suggestions, name="suggestions"),
    path("new/", suggestions.new, name="suggest"),
    path("suggestions/<int:pk>/", suggestion.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/edit/", suggestions.edit, name="edit_suggestion"),
    path("suggestions/<int:pk>/<slug:step>/", suggestion.step, name="suggestion_step"),
    path("comments/<int:pk>/remove/", suggestion.remove_comment, name="remove_comment"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/plan/", meetings.plan, name="plan_meeting"),
    path("meetings/new/", meetings.new, name="new_meeting"),
    path("meetings/<int:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.edit, name="edit_meeting"),
    path("meetings/<int:pk>/propose/", meeting.propose, name="propose_talk"),
    path("meetings/<int:pk>/record/", meeting.record, name="record"),
    path("meetings/<int:pk>/items/", meeting.add_item, name="add_item"),
    path("meetings/<int:pk>/<slug:step>/", meeting.step, name="meeting_step"),
    path("talks/<int:pk>/edit/", meeting.edit_talk, name="edit_talk"),
    path("talks/<int:pk>/<slug:step>/", meeting.talk_step, name="talk_step"),
    path("items/<int:pk>/<slug:step>/", meeting.item_step, name="item_step"),
    path("applications/", applications.applications, name="applications"),
    path("applications/new/", applications.new, name="apply"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path(
        "applications/<int:pk>/<slug:step>/", applications.step, name="application_step"
    ),
    path("funds/", funds.funds, name="funds"),
    path("funds/new/", funds.new, name="new_fund"),
    path("funds/<int:pk>/", funds.fund, name="fund"),
    path("funds/<int:pk>/edit/", funds.edit, name="edit_fund"),
]
