"""Starring an item and noting its use: by whoever may read it."""

from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.permissions.rows_knowledge_base import NOT_ALLOWED, NOT_FOUND, POST
from tests.permissions.table import Row

KINDS = ("article", "faq", "script")


def make_objects(place):
    return {
        "article": ArticlePageFactory(parent=place.category).item.uuid,
        "faq": FaqFactory(collection=place.collection).item.uuid,
        "script": ScriptFactory(collection=place.collection).item.uuid,
    }


def post_rows(name, kind, **data):
    return [
        Row(
            f"knowledge_base:{name}", [kind], methods=POST, data=data, closed=NOT_FOUND
        ),
        Row(f"knowledge_base:{name}", [kind], answer=NOT_ALLOWED, closed=NOT_ALLOWED),
    ]


ROWS = [
    row
    for kind in KINDS
    for row in (
        *post_rows("favorite", kind, wanted="yes"),
        *post_rows("favorite", kind, wanted="no"),
        *post_rows("use", kind, how="copied", channel="chat"),
    )
]
