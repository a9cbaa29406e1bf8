"""The plugin keeps the contract of all plugins."""

from lms.testing.contract import PluginContract


class TestCaseStudies(PluginContract):
    label = "lms_case_studies"
