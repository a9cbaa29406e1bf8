"""The tests: fast hashing, mail in memory, nothing outside a temporary folder."""

import tempfile
from pathlib import Path

from lms.settings.base import *

SECRET_KEY = "testing"  # noqa: S105 (a test's)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / "shifu-test-media"
STATIC_ROOT = Path(tempfile.gettempdir()) / "shifu-test-static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
