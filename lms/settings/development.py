"""One person's machine: a demo or development, on plain http."""

from lms.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "not-secret: only ever used on one person's machine"  # noqa: S105 (said by its own text)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # the server looks for it

# Serves the files as they lie there, without a collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
