"""The files of the demo, read without a database."""

import csv
import re
from collections import Counter

import pytest

from knowledge_base.importers.articles import read_article
from knowledge_base.importers.drafts import ArticleDraft, FaqDraft, ScriptDraft
from knowledge_base.importers.rows import read_rows
from knowledge_base.management.commands.load_demo import DEMO
from knowledge_base.services.demo_people import read_people
from knowledge_base.validators import placeholder_names

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def drafts(folder):
    for path in sorted((DEMO / folder).rglob("*.*")):
        text, options = path.read_text(encoding="utf-8"), {"source": path.name}
        options["language"] = LANGUAGES[folder]
        if path.suffix == ".md":
            yield read_article(text, path, **options)
        else:
            yield from read_rows(text, path, **options)


@pytest.fixture(scope="module")
def content():
    return {folder: [*drafts(folder)] for folder in LANGUAGES}


def of_kind(found, kind):
    return [draft for draft in found if isinstance(draft, kind)]


@pytest.mark.parametrize(
    ("folder", "scripts", "faqs", "articles"), [("zh", 80, 80, 30), ("en", 20, 20, 8)]
)
def test_there_is_enough_of_everything(content, folder, scripts, faqs, articles):
    found = content[folder]
    assert len(of_kind(found, ScriptDraft)) >= scripts
    assert len(of_kind(found, FaqDraft)) >= faqs
    assert len(of_kind(found, ArticleDraft)) >= articles


def test_tags_are_many_and_chinese_ones_are_shared(content):
    counts = Counter(
        tag for draft in content["zh"] for tag in getattr(draft, "tags", ())
    )
    assert len(counts) >= 60
    assert min(counts.values()) >= 2


@pytest.mark.parametrize("folder", LANGUAGES)
def test_nothing_in_the_files_is_doubtful(content, folder):
    assert [draft for draft in content[folder] if getattr(draft, "remarks", ())] == []


@pytest.mark.parametrize("folder", LANGUAGES)
def test_no_short_code_is_there_twice(content, folder):
    codes = Counter(s.short_code for s in of_kind(content[folder], ScriptDraft))
    assert max(codes.values()) == 1


def test_scripts_use_placeholders_that_are_defined(content):
    with (DEMO / "placeholders.csv").open(encoding="utf-8") as file:
        known = {row["name"] for row in csv.DictReader(file)}
    for folder in LANGUAGES:
        for script in of_kind(content[folder], ScriptDraft):
            for words in script.words.values():
                assert {*placeholder_names(words)} <= known, script.title


def test_faq_entries_name_scripts_that_are_there(content):
    for folder in LANGUAGES:
        codes = {s.short_code for s in of_kind(content[folder], ScriptDraft)}
        for faq in of_kind(content[folder], FaqDraft):
            assert {*faq.scripts} <= codes, faq.title


def test_chinese_articles_are_worth_reading(content):
    for article in of_kind(content["zh"], ArticleDraft):
        assert len(re.findall(r"[^\x00-\x7f]", str(article.body))) >= 500, article.title


def test_owners_and_those_who_act_are_people_of_the_demo(content):
    people = read_people(DEMO)
    owners = {
        d.owner for found in content.values() for d in found if hasattr(d, "owner")
    }
    assert owners <= {*people.usernames}
    assert len(owners) >= 15
    with (DEMO / "states.csv").open(encoding="utf-8") as file:
        assert {row["person"] for row in csv.DictReader(file)} <= {*people.usernames}


def test_there_are_forty_people_in_six_teams_below_the_centre():
    people = read_people(DEMO)
    numbers = {person["staff_number"] for person in people.people}
    assert len(people.people) == len(numbers) == 40
    teams = {person["team"] for person in people.people}
    assert teams <= {team["name"] for team in people.teams if team["parent"]}
    assert len(teams) == 6
