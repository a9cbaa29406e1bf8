"""How the kinds of content appear in search, one file a subject."""

from knowledge_base.search.documents import DocumentSource
from knowledge_base.search.items import ArticleSource, FaqSource, ScriptSource
from knowledge_base.search.rewritings import RewritingSource
from lms.search.sources import register_source


def register_sources() -> None:
    """Let the engine find all of them."""
    for source in (
        ArticleSource(),
        FaqSource(),
        ScriptSource(),
        DocumentSource(),
        RewritingSource(),
    ):
        register_source(source)
