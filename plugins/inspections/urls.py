from django.urls import path

from plugins.inspections.views import (
    figures,
    filling,
    forms,
    indicators,
    mine,
    plans,
    sheet,
)

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("sheets/<int:pk>/", sheet.sheet, name="sheet"),
    path("sheets/<int:pk>/fill/", filling.fill, name="fill"),
    path("sheets/<int:pk>/weigh/", sheet.weigh, name="weigh"),
    path("sheets/<int:pk>/<slug:step>/", sheet.step, name="step"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.edit, name="new_plan"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/change/", plans.edit, name="change_plan"),
    path("plans/<int:pk>/<slug:step>/", plans.step, name="plan_step"),
    path("objections/", plans.objections, name="objections"),
    path("forms/", forms.forms, name="forms"),
    path("forms/new/", forms.edit, name="new_form"),
    path("forms/<int:pk>/", forms.edit, name="form"),
    path("forms/<int:pk>/copy/", forms.copy, name="copy_form"),
    path("figures/", figures.figures, name="figures"),
    path("people/<int:pk>/", figures.person, name="person"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/write/", indicators.write, name="write"),
    path("indicators/take-in/", indicators.take_in, name="take_in"),
    path("indicators/define/", indicators.define, name="define"),
]
