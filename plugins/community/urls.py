from django.urls import path

from plugins.community.views import suggestion, suggestions

urlpatterns = [
    path("", suggestions.suggestions, name="suggestions"),
    path("new/", suggestions.new, name="suggest"),
    path("suggestions/<int:pk>/", suggestion.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/edit/", suggestions.edit, name="edit_suggestion"),
    path("suggestions/<int:pk>/<slug:step>/", suggestion.step, name="suggestion_step"),
    path("comments/<int:pk>/remove/", suggestion.remove_comment, name="remove_comment"),
]
