"""The plugin keeps the contract of all plugins."""

from lms.testing.contract import PluginContract
from lms.testing.samples import make_person
from plugins.rewards.tests.factories import give, make_fund, make_gift, make_merit


class TestRewards(PluginContract):
    label = "lms_rewards"

    def make_samples(self, number):
        person = make_person()
        give(person, 10)
        return [make_gift(stock=1), make_fund(), make_merit(person)]
