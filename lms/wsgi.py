"""The way in for a web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from lms.search.segmentation import cut
from lms.search.vocabulary import shipped_vocabulary

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
application = get_wsgi_application()

# What the first requests would load is loaded now, and left alone by the collector,
# so that the workers of `gunicorn --preload` share it: half of their memory.
get_resolver()._populate()  # noqa: SLF001 (Django's only way to import all views)
cut("师傅", shipped_vocabulary())
gc.collect()
gc.freeze()
