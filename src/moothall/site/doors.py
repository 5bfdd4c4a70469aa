"""Which table is behind which door: the router of the two database roles."""

from typing import Any

IDENTITY_APPS = frozenset(
    {
        "account",
        "auth",
        "contenttypes",
        "django_cache",
        "identity",
        "mfa",
        "sessions",
        "usersessions",
    }
)
"""Apps whose tables only the identity role may touch: sign-in needs them before anyone acts."""


class TwoDoors:
    """Sends accounts, sessions and keys through the identity door, and all else through acting.

    Migrations run as the owner only; they are kept off the connections of the running process.
    """

    def db_for_read(self, model: Any, **hints: object) -> str | None:  # noqa: ANN401
        return "identity" if model._meta.app_label in IDENTITY_APPS else None

    def db_for_write(self, model: Any, **hints: object) -> str | None:  # noqa: ANN401
        return self.db_for_read(model)

    def allow_relation(self, one: Any, other: Any, **hints: object) -> bool:  # noqa: ANN401
        return (one._meta.app_label in IDENTITY_APPS) == (
            other._meta.app_label in IDENTITY_APPS
        )

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"
