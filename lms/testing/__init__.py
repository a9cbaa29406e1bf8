"""For tests of plugins: `-p lms.testing` gives fixtures, `.contract` the tests of all.

pytest imports this module before Django is ready, so what needs models stands in
`lms.testing.fixtures` and is brought in later.
"""

import pytest

pytest.register_assert_rewrite(
    "lms.testing.cases", "lms.testing.code", "lms.testing.running"
)


def pytest_configure(config: pytest.Config) -> None:
    """Bring in the fixtures, now that Django is ready."""
    config.addinivalue_line(
        "markers", "pages: what pages say and how they look, the same on both databases"
    )
    config.pluginmanager.import_plugin("lms.testing.fixtures")
