"""A Wagtail site of somebody else, to which our apps were added."""

from pathlib import Path

import environ

from lms.plugins.discovery import load_plugins

env = environ.Env()
ROOT = Path(__file__).parents[2]

SECRET_KEY = "a foreign site"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": env.str("FOREIGN_DATABASE", default=":memory:"),
    }
}
INSTALLED_APPS = [
    "tests.foreign_site.people",
    "lms",
    "knowledge_base",
    "lms.plugins",
    "wagtail.locales", "wagtail.sites", "wagtail.users", "wagtail.snippets",
    "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail",
    "wagtail.contrib.typed_table_block",
    "modelcluster", "taggit", "reversion", "django_filters", "django_htmx",
    "django_tasks", "axes",
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.humanize",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
    "django.forms",
    *load_plugins(["lms_sample = tests.plugins.sample.apps:SampleConfig"]),
]  # fmt: skip
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.plugins.middleware.PluginMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "tests.foreign_site.urls"
AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "lms:sign_in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "Foreign"
WAGTAILADMIN_BASE_URL = "http://foreign.example"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.search.backends.database"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver"]
