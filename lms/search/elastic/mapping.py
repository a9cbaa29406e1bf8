"""What the server holds of an object: our tokens, and what narrows and counts.

The text goes there as the tokens that every back end has, parted by spaces. No analyzer
of the server decides what a word is, so what is found is the same everywhere.
"""

from hashlib import blake2b
from typing import Any

from django.db.models import Model
from elasticsearch_dsl import (
    Completion,
    Document,
    Integer,
    Keyword,
    MetaField,
    Text,
    analyzer,
    tokenizer,
)

from lms.search.elastic.completing import LONGEST, inputs_of
from lms.search.entries import ANALYZER, Entry, entry_of

_LONGEST = 10_000  # characters of a token; our tokens are words
# By name on every field: some servers forget the default of an index.
TOKENS = analyzer(
    "shifu_tokens",
    type="custom",
    tokenizer=tokenizer("shifu_spaces", "whitespace", max_token_length=_LONGEST),
)
_TYPED = {"min_chars": 1, "max_chars": 12}  # beginnings, while somebody types
_SINGLE = {"min_chars": 1, "max_chars": 2}  # of a pair: one character alone


class IndexedEntry(Document):
    """One object; its id is `content type:key`."""

    title = Text(analyzer=TOKENS, index_prefixes=_TYPED)
    autocomplete = Text(analyzer=TOKENS, index_prefixes=_TYPED)
    body = Text(analyzer=TOKENS, index_prefixes=_SINGLE)
    # What goes on from a beginning, in the order of its weight.
    typed = Completion(analyzer=TOKENS, max_input_length=LONGEST)
    type = Keyword()  # content type; what is only compared is cheapest as a keyword
    key = Keyword()  # the id once more: what may not be read is named by it
    tags = Keyword()
    size = Integer()  # tokens of the title: of two that are as good, the shorter one
    digest = Keyword(index=False, doc_values=False)
    analyzer = Integer()

    class Index:
        settings = {
            "number_of_shards": 1,  # so that counts are exact
            # As long is remembered what was deleted: a slow writer must not bring it back.
            "index.gc_deletes": "1h",
        }

    class Meta:
        dynamic = MetaField("strict")


def definition() -> dict[str, Any]:
    """Return settings and mappings of a new index."""
    body: dict[str, Any] = IndexedEntry._index.to_dict()  # noqa: SLF001 (dsl's name)
    # The text is in the database; what is compared is the digest.
    body["mappings"]["_source"] = {"includes": ["digest", "analyzer"]}
    return body


def id_of(content_type: int, key: object) -> str:
    """Return the id of an object's document."""
    return f"{content_type}:{key}"


def source_of(content_type: int, obj: Model) -> dict[str, Any]:
    """Return the document of an object."""
    entry = entry_of(obj)
    return {
        "title": " ".join(entry.title),
        "autocomplete": " ".join((*entry.labels, *entry.aids)),
        "body": " ".join(entry.body),
        "typed": inputs_of(entry),
        "type": str(content_type),
        "key": id_of(content_type, obj.pk),
        "tags": list(entry.tags),
        "size": len(entry.title),
        "digest": _digest(entry),
        "analyzer": ANALYZER,
    }


def digest_of(obj: Model) -> str:
    """Return what two documents of the same content have in common."""
    return _digest(entry_of(obj))


def _digest(entry: Entry) -> str:
    columns = (entry.title, entry.labels, entry.aids, entry.body, entry.tags)
    text = "\x00".join(" ".join(tokens) for tokens in columns)
    return blake2b(text.encode(), digest_size=16).hexdigest()
