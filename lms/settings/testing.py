"""The tests: fast hashing, mail in memory, nothing outside a temporary folder."""

import os
import tempfile
from pathlib import Path

# A plugin that uses every door of the host, and is on in all tests.
SAMPLE = "lms_sample = tests.plugins.sample.apps:SampleConfig"
os.environ.setdefault("LMS_PLUGINS", SAMPLE)
# At the start nothing is known of plugins: not what the machine's own database says.
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from lms.settings.base import *  # noqa: E402 (it reads these)

SECRET_KEY = "testing"  # noqa: S105 (a test's)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each worker has its own: a backup that is restored puts all files back at once.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
DATA_DIR = Path(tempfile.gettempdir()) / "shifu-test-data" / _WORKER
DATA_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = Path(tempfile.gettempdir()) / "shifu-test-static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A server that SEARCH_URL names is asked by the tests of its back end alone.
WAGTAILSEARCH_BACKENDS.pop("elasticsearch", None)
