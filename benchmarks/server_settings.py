"""The product's settings with a search server, which may be the tests' own.

A save leaves its word and nobody is told: what telling costs is no part of a save.
"""

import os

from lms.settings.production import *  # noqa: F403 (settings)
from lms.settings.production import WAGTAILSEARCH_BACKENDS

WAGTAILSEARCH_BACKENDS["elasticsearch"] |= {
    "NODE_CLASS": os.environ["BENCH_NODE_CLASS"],
    "TELL": "benchmarks.server_cost.tell_nobody",
}
