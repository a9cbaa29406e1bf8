"""Tags and their categories."""

from knowledge_base.models import Tag, TagCategory
from tests.permissions.rows_knowledge_base import BOTH, EDITORS, PUBLISHERS, READERS
from tests.permissions.table import STAFF, Row


def make_objects(place):
    name = "closed" if place.is_closed else "open"
    return {
        "tag": Tag.objects.create(name=f"tag {name}").pk,
        "tag_category": TagCategory.objects.create(label=f"category {name}").pk,
    }


def admin_rows(space, one):
    def row(name, args=(), **options):
        return Row(f"{space}:{name}", args, gate=STAFF, **options)

    return [
        row("index", allowed=READERS),
        row("index_results", allowed=READERS),
        row("add", allowed=PUBLISHERS, methods=BOTH),
        row("edit", [one], allowed=PUBLISHERS, methods=BOTH),
        row("delete", [one], allowed=EDITORS, methods=BOTH),
        row("history", [one], allowed=PUBLISHERS),
        row("history_results", [one], allowed=PUBLISHERS),
    ]


ROWS = [
    Row("knowledge_base:tags"),
    *admin_rows("lms_tags", "tag"),
    *admin_rows("lms_tag_categories", "tag_category"),
    Row("lms_tags:merge", ["tag"], gate=STAFF, allowed=PUBLISHERS, methods=BOTH),
    Row("lms_tag_categories:usage", ["tag_category"], gate=STAFF, allowed=PUBLISHERS),
]
