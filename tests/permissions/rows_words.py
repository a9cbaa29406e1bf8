"""Synonyms and stop words."""

from lms.models import SearchWord
from tests.permissions.rows_phrases import KEEPERS, rows_of


def make_objects(_place):
    word, _is_new = SearchWord.objects.get_or_create(word="退款", others="回款")
    return {"word": word.pk}


ROWS = rows_of("searchword", "word", app="lms", readers=KEEPERS)
