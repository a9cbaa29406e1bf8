"""A site whose plugins make each mistake once."""

import os

HERE = "tests.plugins.careless"
os.environ["LMS_PLUGINS"] = ",".join(
    (
        f"lms_careless={HERE}.badges.apps:CarelessConfig",
        f"lms_circle_a={HERE}.circle_a.apps:CircleConfig",
        f"lms_circle_b={HERE}.circle_b.apps:CircleConfig",
    )
)

from lms.settings.testing import *  # noqa: E402, F403 (it reads the line above)
from lms.settings.testing import INSTALLED_APPS  # noqa: E402 (as above)

INSTALLED_APPS = [*INSTALLED_APPS, f"{HERE}.host.apps.HostConfig"]
