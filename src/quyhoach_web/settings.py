"""Settings of the office. Everything a place may change comes from the environment (docs/how-to/run-it.md)."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import environ
from csp.constants import NONE, SELF

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent.parent
HOME = Path(env.str("QUYHOACH_HOME", default=str(Path.cwd() / "quyhoach-data"))).resolve()
"""Where the embedded database and the secret key live."""

DEBUG = False
DEMO = env.bool("QUYHOACH_DEMO", default=False)
"""One-click sign-in for the demo accounts. Never with real data."""
SECRET_KEY = env.str("QUYHOACH_SECRET_KEY", default="") or (
    (HOME / "secret-key").read_text("utf-8").strip() if (HOME / "secret-key").is_file() else "not-yet-made-by-serve")
ALLOWED_HOSTS = env.list("QUYHOACH_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("QUYHOACH_ORIGINS", default=[])
SECURE = env.bool("QUYHOACH_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "whitenoise.runserver_nostatic", "django.contrib.staticfiles", "django_htmx", "csp", "axes", "django_tasks", "django_tasks_db",
    "quyhoach_web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "quyhoach_web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware", "django_htmx.middleware.HtmxMiddleware",
    "quyhoach_web.views.refusals.OnlySentMiddleware",
    "quyhoach_web.access.AccessMiddleware", "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "quyhoach_web.urls"
WSGI_APPLICATION = "quyhoach_web.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [PACKAGE / "templates"],
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages", "quyhoach_web.views.shell.shell",
    ], "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader",
                                                             "django.template.loaders.app_directories.Loader"])]},
}]

_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;"
                    "PRAGMA foreign_keys=ON;PRAGMA cache_size=-20000;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'quyhoach.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE
if _socket := env.str("QUYHOACH_PG_SOCKET", default=""):  # a socket folder does not survive in an address
    DATABASES["default"]["HOST"] = _socket
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "quyhoach_web.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **options} for name, options in (
        ("UserAttributeSimilarityValidator", {}), ("MinimumLengthValidator", {"OPTIONS": {"min_length": 10}}),
        ("CommonPasswordValidator", {}), ("NumericPasswordValidator", {}))
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "sign-in", "desk", "first-screen"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME, AXES_LOCKOUT_PARAMETERS = 8, 0.25, [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE, AXES_HTTP_RESPONSE_CODE, AXES_VERBOSE = "quyhoach_web.views.refusals.locked", 429, False
AXES_RESET_ON_SUCCESS = True
SESSION_COOKIE_AGE, SESSION_COOKIE_SAMESITE, CSRF_COOKIE_SAMESITE = 8 * 3600, "Lax", "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = (31536000 if SECURE else 0), SECURE, SECURE
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "quyhoach_web.views.refusals.stale_page"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [SELF], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:", "blob:"], "connect-src": [SELF],
    "font-src": [SELF], "worker-src": [SELF], "object-src": [NONE], "base-uri": [SELF], "form-action": [SELF], "frame-ancestors": [NONE],
}}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["quyhoach_web.formats"]
TIME_ZONE = env.str("QUYHOACH_TIME_ZONE", default="Asia/Ho_Chi_Minh")
USE_TZ = True

STATIC_URL = "static/"
NODE_MODULES = Path(env.str("QUYHOACH_NODE_MODULES", default=str(ROOT / "node_modules")))
_VENDOR = {
    "maplibre": "maplibre-gl/dist", "echarts": "echarts/dist", "tabler": "@tabler/core/dist", "fonts": "@fontsource/be-vietnam-pro/files",
    "digits": "@fontsource/inter/files", "pmtiles": "pmtiles/dist",
}
STATICFILES_DIRS = [(f"vendor/{name}", NODE_MODULES / folder) for name, folder in _VENDOR.items() if (NODE_MODULES / folder).is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
mimetypes.add_type("text/javascript", ".mjs")

UPLOAD_LIMIT = env.int("QUYHOACH_UPLOAD_LIMIT", default=20_000_000)
"""Bytes one uploaded file may have; what it may expand to is limited by the table reader."""
BASEMAP = env.str("QUYHOACH_BASEMAP", default="")
"""A .pmtiles file drawn under the map; none unless a place supplies one."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"console": {"class": "logging.StreamHandler"}},
           "root": {"handlers": ["console"], "level": "WARNING"}}
