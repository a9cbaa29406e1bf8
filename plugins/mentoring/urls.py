from django.urls import path

from plugins.mentoring.views import mine, pair, pairs

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("offer/", mine.offer, name="offer"),
    path("mentors/", pairs.mentors, name="mentors"),
    path("pairs/", pairs.pairs, name="pairs"),
    path("pairs/new/", pairs.new, name="new"),
    path("pairs/<int:pk>/", pair.pair, name="pair"),
    path("pairs/<int:pk>/change/", pairs.change, name="change"),
    path("pairs/<int:pk>/<slug:step>/", pair.step, name="step"),
]
