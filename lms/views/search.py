"""The search box and its results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/home.html")


def results(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/search.html")
