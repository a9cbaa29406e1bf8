"""The sample keeps the contract of all plugins."""

from django.contrib.auth import get_user_model

from lms.testing.contract import PluginContract
from lms.testing.samples import publish_below_root
from tests.plugins.sample.models import BoardPage, Notice


class TestSample(PluginContract):
    label = "lms_sample"

    def make_samples(self, number):
        page = publish_below_root(BoardPage(title=f"Board {number}"))
        author = get_user_model().objects.first()
        notice = Notice.objects.create(
            text=f"Notice number {number}", author=author, page=page
        )
        return [page, notice]
