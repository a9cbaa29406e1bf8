"""Where the time of one view goes: the top functions by cProfile."""

import cProfile
import pstats

from django.contrib.auth import get_user_model
from django.test import Client

from benchmarks.browser import NAME
from knowledge_base.models import ArticlePage

ARTICLE = "article"  # stands for the address of one
_TIMES = 20


def main(path: str, *headers: str) -> None:
    """Print the profile of some requests for a path, after a few that warm up."""
    if path == ARTICLE:
        page = ArticlePage.objects.order_by("pk").first()
        path = page.get_absolute_url() if page else "/"
    client = Client(
        SERVER_NAME="127.0.0.1",
        headers={"Accept-Encoding": "gzip", **dict(h.split(": ", 1) for h in headers)},
    )
    client.force_login(get_user_model().objects.get(username=NAME))
    for _ in range(_TIMES):
        response = client.get(path)
    profile = cProfile.Profile()
    with profile:
        for _ in range(_TIMES):
            client.get(path)
    print(f"{path}: status {response.status_code}; {_TIMES} requests")
    statistics = pstats.Stats(profile).strip_dirs()
    statistics.sort_stats("tottime").print_stats(30)
    statistics.sort_stats("cumulative").print_stats(90)
