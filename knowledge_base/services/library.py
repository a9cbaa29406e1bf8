"""The first installation: languages, a library for each, and who may write in it."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page, Site

from knowledge_base.models import LibraryPage
from knowledge_base.services.cleaning import prepare_cleaning_rules
from knowledge_base.services.stock import remove_stock_groups, stock_welcome_page
from knowledge_base.services.writers import let_roles_write, route_approval_to_reviewers

TITLES: Mapping[str, str] = {"zh-hans": "知识库", "en": "Knowledge base"}


@transaction.atomic
def prepare_library() -> dict[str, LibraryPage]:
    """Make what is missing for articles to be written; return the library by language.

    Safe to repeat: what is there stays as it is, also what an administrator has
    changed. The site opens with the first library unless it already has a front page.
    """
    libraries = _translated_libraries()
    if libraries:
        _open_site_with(next(iter(libraries.values())))
    for library in libraries.values():
        let_roles_write(library)
    route_approval_to_reviewers()
    remove_stock_groups()
    prepare_cleaning_rules()
    return libraries


def find_libraries() -> dict[str, LibraryPage]:
    """Return the libraries that are there, by language."""
    libraries = LibraryPage.objects.select_related("locale").order_by("-path")
    return {page.locale.language_code: page for page in libraries}


def _translated_libraries() -> dict[str, LibraryPage]:
    known = find_libraries()
    languages = [code for code in TITLES if code in get_content_languages()]
    key = next((page.translation_key for page in known.values()), uuid.uuid4())
    for language in languages:
        if language not in known:
            known[language] = _add_library(language, key)
    return {language: known[language] for language in languages}


def _add_library(language: str, translation_key: uuid.UUID) -> LibraryPage:
    locale, _created = Locale.objects.get_or_create(language_code=language)
    page = LibraryPage(
        title=TITLES[language], locale=locale, translation_key=translation_key
    )
    Page.get_first_root_node().add_child(instance=page)
    page.save_revision().publish()
    return page


def _open_site_with(library: LibraryPage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    welcome = stock_welcome_page()
    if site is None:
        site = Site(hostname="localhost", is_default_site=True, root_page=library)
    elif welcome is not None and site.root_page_id == welcome.pk:
        site.root_page = library
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    site.save()
    if welcome is not None and not Site.objects.filter(root_page=welcome).exists():
        welcome.delete()
