"""Settings, all from the environment. Importing them opens no connection."""

import json
import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from moothall.kernel import registry

PACKAGE = Path(__file__).parents[1]
ROOT = PACKAGE.parents[1]


def database(url: str, *, health_checks: bool = True) -> dict[str, Any]:
    """Django's picture of a PostgreSQL address (URL or key=value), pooled and checked."""
    parts = conninfo_to_dict(url)
    ours = {"dbname", "user", "password", "host", "port"}
    options: dict[str, Any] = {k: v for k, v in parts.items() if k not in ours}
    options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
    options |= {"server_side_binding": True, "prepare_threshold": 3}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_HEALTH_CHECKS": health_checks,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


DATABASES = {
    # ``acting`` and the look-up of API keys try their first statement again themselves: a check
    # before each request would cost a round trip that only a restart of the server needs.
    "default": database(os.environ.get("DATABASE_URL", ""), health_checks=False),
    "identity": database(os.environ.get("IDENTITY_DATABASE_URL", ""), health_checks=False),
}
if "OWNER_DATABASE_URL" in os.environ:
    DATABASES["owner"] = database(os.environ["OWNER_DATABASE_URL"])
DATABASE_ROUTERS = ["moothall.site.doors.TwoDoors"]

SECRET_KEY = os.environ.get("MOOTHALL_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MOOTHALL_HOSTS", "localhost,127.0.0.1").split(",")
ORIGIN = os.environ.get("MOOTHALL_ORIGIN", "http://localhost:8000")
"""Where residents reach the place: links in messages begin with it."""
DEMONSTRATION = os.environ.get("MOOTHALL_DEMONSTRATION", "") == "1"
"""A demonstration shows its outbox and its prepared accounts to everybody."""

CATALOGUE = os.environ.get("MOOTHALL_CATALOGUE", str(ROOT / "catalogue"))
PLACE_FOLDER = os.environ.get("MOOTHALL_PLACE", str(Path(CATALOGUE) / "place"))
FILES_FOLDER = os.environ.get("MOOTHALL_FILES", str(ROOT / ".place" / "files"))
DEMAND_FOLDER = os.environ.get("MOOTHALL_DEMAND", str(Path(FILES_FOLDER).parent / "demand"))
"""Where the demand data set is kept as Parquet: a folder, or ``s3://bucket/prefix``."""
DEMAND_ENGINE = os.environ.get("MOOTHALL_DEMAND_ENGINE", "duckdb")
"""What counts it: ``duckdb`` in this process, or the master of a Spark cluster."""
DEMAND_KEPT_DAYS = int(os.environ.get("MOOTHALL_DEMAND_KEPT_DAYS", "400"))
"""How long a need that has ended stays in PostgreSQL; in Parquet it stays for good."""
DEMAND_THRESHOLD = int(os.environ.get("MOOTHALL_DEMAND_THRESHOLD", "8"))
"""The fewest people of whom a count is published; at least 5."""
DEMAND_FINDINGS: dict[str, float] = json.loads(os.environ.get("MOOTHALL_DEMAND_FINDINGS", "{}"))
"""Thresholds of the rules that find where to step in, by name; none below its floor."""
DEMAND_PUBLICATION: dict[str, str] = json.loads(
    os.environ.get("MOOTHALL_DEMAND_PUBLICATION", "{}")
)
"""Of the open data: ``contact`` (a page or mailbox), ``spatial`` (the address of the area)."""
MAP_TILES = os.environ.get("MOOTHALL_TILES", "")
MAP_ATTRIBUTION = os.environ.get("MOOTHALL_TILES_CREDIT", "")
CONNECTORS: dict[str, tuple[str, dict[str, Any]]] = {
    "messages.v1": ("outbox", {}),
    "addresses.v1": ("gazetteer", {}),
    "scanning.v1": ("no_scanner", {}),
    "reporting.v1": ("no_reporting", {}),
    **{
        capability: (given["connector"], given.get("settings", {}))
        for capability, given in json.loads(os.environ.get("MOOTHALL_CONNECTORS", "{}")).items()
    },
}
"""Capability -> the connector that serves whoever has chosen none, and its settings."""
PRIVATE_HOSTS_ALLOWED = frozenset(
    h for h in os.environ.get("MOOTHALL_PRIVATE_HOSTS", "").split(",") if h
)
API_RATE = int(os.environ.get("MOOTHALL_API_RATE", "3000"))
"""Requests per minute that one API client may make, over all web processes."""
VISITOR_RATE = int(os.environ.get("MOOTHALL_VISITOR_RATE", "600"))
"""Forms begun, files sent and searches per minute from one network address, by each process."""
SERVER_TIMING = os.environ.get("MOOTHALL_SERVER_TIMING", "") == "1"
"""Whether answers tell how long they took and how many queries they made: for measurements."""
JOBS_AT_ONCE = int(os.environ.get("MOOTHALL_JOBS_AT_ONCE", "4"))
"""How many jobs a worker does at once: as many as may wait for slow connectors together."""
WHAT_IF_PROCESSES = int(os.environ.get("MOOTHALL_WHAT_IF_PROCESSES", "0")) or cores()
"""How many processes work through a population in a what-if; 0 is one for each core."""
WEB_PROCESSES = int(os.environ.get("MOOTHALL_WEB_PROCESSES", "2"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "moothall.kernel",
    *registry.django_apps(),
    "moothall.journeys",
    "moothall.faces.resident",
    "moothall.faces.stewardship",
    "moothall.faces.workspace",
]
JOBS = {"journeys.what-if": "moothall.journeys.what_if_jobs:run"}
"""Jobs of the floors above the components: name -> the function that does it."""
PROCRASTINATE_ON_APP_READY = "moothall.kernel.jobs.register"
MIDDLEWARE = [
    "moothall.site.requests.ServerTiming",
    "moothall.site.requests.RequestLog",
    "moothall.kernel.language.LanguageOfAddress",
    "moothall.kernel.security.SecurityHeaders",
    "moothall.faces.api.problems.HeadIsGet",
    "moothall.faces.api.problems.ProblemsOnly",
    "django.middleware.common.CommonMiddleware",  # refuses hosts that are not ours
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "moothall.components.identity.pages.times.SessionTimes",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "moothall.kernel.pages.HelpfulRefusals",
]
APPEND_SLASH = False
ROOT_URLCONF = "moothall.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "moothall.kernel.pages.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "moothall_session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https:")
SESSION_COOKIE_AGE = 12 * 60 * 60
"""The absolute time-out: nobody stays signed in for longer, however busy they are."""
VISIT_COOKIE_NAME = "moothall_visit"
"""Lets a resident without an account go on; whoever signs out leaves it behind as well."""
SIGNED_IN = "moothall.components.identity.queries:signed_in"
"""Who tells which account a request comes from."""
SESSION_IDLE_RESIDENT = 30 * 60
SESSION_IDLE_OFFICER = 60 * 60
"""The idle time-outs, in seconds: a session without a request for so long is over."""
CSRF_COOKIE_NAME = "moothall_csrf"
CSRF_FAILURE_VIEW = "moothall.kernel.pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
if ORIGIN.startswith("https:"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "identity_cache",
        # Above this, entries that still count are thrown away: out of reach of any attacker.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
"""In the database, behind the identity door: sign-in limits must hold over processes."""

HEAD_LINKS = [
    ({"en": "Follow your case", "cy": "Dilyn eich achos"}, "resident:follow"),
    ({"en": "Your cases", "cy": "Eich achosion"}, "resident:account"),
]
_NEEDS = (
    {"en": "What people here need", "cy": "Beth sydd ei angen ar bobl yma"},
    "resident:needs",
)
FOOT_LINKS = [
    *([_NEEDS] if "demand" in registry.components() else []),
    ({"en": "Help", "cy": "Cymorth"}, "resident:help"),
    ({"en": "Privacy", "cy": "Preifatrwydd"}, "resident:privacy"),
    ({"en": "Cookies", "cy": "Cwcis"}, "resident:cookies"),
    ({"en": "Accessibility", "cy": "Hygyrchedd"}, "resident:accessibility"),
    (
        {"en": "For organisations: sign in", "cy": "I sefydliadau: mewngofnodi"},
        "workspace:worklist",
    ),
]
MAP_GROUND = ["resident:ground", "resident:wards"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [PACKAGE / "kernel" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 24 * 60 * 60
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
USE_I18N = True
LOGGING_CONFIG = "moothall.site.logs.configure"
LOGGING: dict[str, Any] = {"version": 1}  # empty, Django would not call the function above
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]

ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MOOTHALL_PROXIES", "0"))
"""How many proxies of ours stand before the server: limits by address look behind them."""
ACCOUNT_ADAPTER = "moothall.components.identity.services.adapter.MoothallAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
"""How long after the password the second factor may follow, in seconds."""
ACCOUNT_RATE_LIMITS = {
    # By network address, for an office or a library shares one; by email address or account.
    "ask_for_code": "60/m/ip,5/15m/key",
    "type_code": "120/m/ip,10/15m/key",
    "password": "60/m/ip,5/5m/key",
    "second_factor": "120/m/ip,5/5m/key",
    "invitation": "60/m/ip",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
"""How long the link of an invitation works, in seconds."""
MFA_ADAPTER = "moothall.components.identity.services.adapter.MoothallMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = False
