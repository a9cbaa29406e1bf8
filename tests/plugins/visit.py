"""Run in a process of its own: sees what a site with certain plugins answers.

Takes a list of steps in JSON and prints the list of their results. A step is the name
of a function below and its arguments.
"""

import json
import logging
import sys
import threading
import time
from collections import Counter

import django

django.setup()
logging.disable(logging.CRITICAL)

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from knowledge_base.models import ArticlePage, LibraryPage
from knowledge_base.services.library import prepare_library
from lms.events import dispatch
from lms.plugins.status import reports
from lms.plugins.switching import disable, enable
from lms.retries import MOST_ATTEMPTS, delay_after


def admin():
    """Return the superuser, made when missing."""
    people = get_user_model()
    found = people.objects.filter(is_superuser=True).first()
    return found or people.objects.create_superuser("root", "root@example.com", "x")


def client():
    """Return a browser in which the superuser is signed in; errors become answers."""
    browser = Client(raise_request_exception=False)
    browser.force_login(admin())
    return browser


def get(*addresses):
    """Return the status of each address."""
    browser = client()
    return {address: browser.get(address).status_code for address in addresses}


def get_article(*addresses):
    """Return the status of each address, and of the article."""
    return get(*addresses, article())


def give_up():
    """Hand on events as often as it takes until failing listeners are through."""
    now = timezone.now()
    for attempt in range(MOST_ATTEMPTS):
        now += delay_after(attempt + 1)
        dispatch(now=now)


def text(address):
    """Return what an address answers."""
    return client().get(address).content.decode()


def post(address, data):
    """Return the status after sending a form."""
    return client().post(address, data).status_code


def article():
    """Return the address of a published article, made when missing."""
    found = ArticlePage.objects.first()
    if found is None:
        prepare_library()
        shelf = LibraryPage.objects.first()
        found = shelf.add_child(instance=ArticlePage(title="退款说明", body=[]))
        found.save_revision().publish()
    return found.get_absolute_url()


def status():
    """Return status and sentence of each plugin."""
    return {each.label: [each.status, each.sentence] for each in reports()}


def tracebacks():
    """Return what each plugin raised."""
    return {each.label: each.traceback for each in reports()}


def make(model, values):
    """Make a row, or a published page below the home of the site; return its key."""
    kind = apps.get_model(model)
    if issubclass(kind, Page):
        home = Site.objects.get(is_default_site=True).root_page
        page = home.add_child(instance=kind(**values))
        page.save_revision().publish()
        return page.pk
    return kind.objects.create(**values).pk


def count(model):
    """Return how many rows a model has."""
    return apps.get_model(model)._base_manager.count()


def delete(model, pk):
    """Delete a row through the ORM."""
    apps.get_model(model)._base_manager.get(pk=pk).delete()


def switch_while_read(label, addresses, readers, switches):
    """Switch a plugin on and off while people read; how often each saw which status."""
    stop, seen = threading.Event(), {address: Counter() for address in addresses}
    browsers = [client() for _reader in range(readers)]

    def read(browser):
        while not stop.is_set():
            for address in addresses:
                seen[address][browser.get(address).status_code] += 1
        connections.close_all()

    threads = [threading.Thread(target=read, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    try:
        for turn in range(switches):
            time.sleep(0.5)
            (disable if turn % 2 == 0 else enable)(label)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return seen


def command(*arguments):
    """Run a command of manage.py; return the error that it ends with, or nothing."""
    try:
        call_command(*arguments)
    except CommandError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    results = [globals()[name](*given) for name, *given in json.loads(sys.argv[1])]
    print(json.dumps(results))
