from lms.search.sources import register_source
from tests.plugins.sample.search import NoticeSource

register_source(NoticeSource())
