from django.urls import path

from plugins.performance.views import (
    figures,
    mine,
    months,
    quarter,
    rate,
    sheet,
    tables,
    targets,
)

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("ratings/<int:pk>/", rate.rate, name="rate"),
    path("sheets/<int:pk>/", sheet.sheet, name="sheet"),
    path("sheets/<int:pk>/<slug:step>/", sheet.step, name="step"),
    path("bonuses/<int:pk>/<slug:step>/", sheet.bonus_step, name="bonus_step"),
    path("months/", months.months, name="months"),
    path("months/open/", months.open_one, name="open"),
    path("months/<int:pk>/", months.month, name="month"),
    path("months/<int:pk>/figures/", figures.figures, name="figures"),
    path("months/<int:pk>/teams/<int:team>/", figures.raters, name="raters"),
    path("months/<int:pk>/<slug:step>/", months.step, name="month_step"),
    path("tables/", tables.tables, name="tables"),
    path("tables/new/", tables.edit, name="new_table"),
    path("tables/<int:pk>/", tables.edit, name="table"),
    path("reasons/", tables.reasons, name="reasons"),
    path("quarter/", quarter.quarter, name="quarter"),
    path("targets/", targets.targets, name="targets"),
    path("targets/new/", targets.edit, name="new_target"),
    path("targets/<int:pk>/", targets.target, name="target"),
    path("targets/<int:pk>/change/", targets.edit, name="change_target"),
    path("targets/<int:pk>/remove/", targets.remove, name="remove_target"),
]
