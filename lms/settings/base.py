"""What holds everywhere; every variable read here is listed in docs/reference."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE

from lms.plugins.discovery import load_plugins

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))

HOST_APPS = [
    "lms",
    "knowledge_base",
    "lms.plugins",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.sites",
    "lms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "reversion",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

# Those in the folder of that name, in the notation of entry points; all others are
# found where pip put them. They stand last: no template of theirs hides one of ours.
BUNDLED_PLUGINS: tuple[str, ...] = (
    "lms_archives = plugins.archives.apps:ArchivesConfig",
    "lms_case_studies = plugins.case_studies.apps:CaseStudiesConfig",
    "lms_certification = plugins.certification.apps:CertificationConfig",
    "lms_community = plugins.community.apps:CommunityConfig",
    "lms_complaints = plugins.complaints.apps:ComplaintsConfig",
    "lms_contests = plugins.contests.apps:ContestsConfig",
    "lms_courses = plugins.courses.apps:CoursesConfig",
    "lms_growth = plugins.growth.apps:GrowthConfig",
    "lms_inspections = plugins.inspections.apps:InspectionsConfig",
    "lms_mentoring = plugins.mentoring.apps:MentoringConfig",
    "lms_performance = plugins.performance.apps:PerformanceConfig",
    "lms_recognition = plugins.recognition.apps:RecognitionConfig",
    "lms_rewards = plugins.rewards.apps:RewardsConfig",
    "lms_surveys = plugins.surveys.apps:SurveysConfig",
)
INSTALLED_APPS = [
    *HOST_APPS,
    *load_plugins(
        BUNDLED_PLUGINS,
        added=env.list("LMS_PLUGINS", default=[]),
        exclude=env.list("LMS_PLUGINS_EXCLUDE", default=[]),
        safe_mode=env.bool("LMS_SAFE_MODE", default=False),
        is_strict=env.bool("LMS_PLUGINS_STRICT", default=False),
    ),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "lms.middleware.ContentSecurityPolicyMiddleware",
    "lms.plugins.middleware.PluginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.acts.ActsMiddleware",
    "lms.middleware.PreferencesMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lms.middleware.LargeNumbersMiddleware",
    "lms.middleware.ClosedObjectsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lms.middleware.ProtectedRowsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# One file and no server by default; PostgreSQL by DATABASE_URL.
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for the writer, and a writer asks for the lock at once
    # instead of failing half way through its transaction.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-4000; PRAGMA mmap_size=8388608;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        # Compiling a search to machine code takes longer than the search; and the planner
        # must not think a text index dearer than reading, and unpacking, every text.
        # What is asked again and again is planned once (`lms.planned`).
        DATABASES["default"]["OPTIONS"] = {
            "options": "-c jit=off -c random_page_cost=1.1",
            "prepare_threshold": 2,
            **DATABASES["default"].get("OPTIONS", {}),
        }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
# A cache of one process would hand out sessions that another process has ended.
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db"
    if "CACHE_URL" in env.ENVIRON
    else "lms.sessions"
)

# People
AUTH_USER_MODEL = "lms.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lms.authentication.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "lms:sign_in"
LOGIN_REDIRECT_URL = "lms:home"
LOGOUT_REDIRECT_URL = "lms:sign_in"
PASSWORD_RESET_TIMEOUT = timedelta(days=3).total_seconds()

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Together: neither one noisy address nor one forgotten password locks out others.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "lms.views.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# For so many days it is known who searched and used what.
LMS_LOGS_KEPT_DAYS = env.int("LMS_LOGS_KEPT_DAYS", default=180)

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("en", "English"),
]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
USE_I18N = True

# Wagtail
WAGTAIL_SITE_NAME = "Shifu 师傅"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_BASE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = False  # ours serves everybody
WAGTAILUSERS_PASSWORD_REQUIRED = False  # the person chooses it, by mail
WAGTAIL_ENABLE_UPDATE_CHECK = False  # asks another host
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # asks another host
WAGTAILIMAGES_IMAGE_MODEL = "lms_knowledge_base.LibraryImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "knowledge_base.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "lms_knowledge_base.LibraryDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "knowledge_base.forms.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # the only way that asks for permission
WAGTAILDOCS_EXTENSIONS = [
    "csv", "doc", "docx", "md", "mp4", "odt", "pdf", "ppt", "pptx", "txt", "vtt", "webm", "xls", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = True
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # each would ask another host
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.search.backends.database"}}
if SEARCH_URL := env.str("SEARCH_URL", default=""):
    WAGTAILSEARCH_BACKENDS["elasticsearch"] = {
        "BACKEND": "lms.search.backends.elasticsearch",
        "URL": SEARCH_URL,
    }

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editing forms are long

# Mail
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="shifu@localhost")

# What the browser may load: this host, and nothing written into the page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}
# Wagtail's admin writes scripts and styles into its pages, and previews in a frame.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "default-src": [SELF],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
