"""A plugin is switched while people read: nobody sees an error."""

import pytest

from tests.plugins.packages import PluginSite

pytestmark = pytest.mark.slow


def test_sixteen_readers_see_no_error_while_a_plugin_is_switched(tmp_path):
    site = PluginSite(tmp_path)
    site.plugins = ["lms_sample = tests.plugins.sample.apps:SampleConfig"]
    addresses = ["/", "/search/?q=退款", "/plugins/sample/", "/plugins/sample/about/"]

    (seen,) = site.visit(["switch_while_read", "lms_sample", addresses, 16, 12])
    site.end()

    assert {*seen["/"], *seen["/search/?q=退款"]} == {"200"}, seen
    for address in addresses[2:]:
        assert {*seen[address]} == {"200", "404"}, seen
