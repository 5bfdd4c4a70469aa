"""The tables behind the identity door: accounts and API keys. Private to this component."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from moothall.kernel.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their email address."""


class User(AbstractBaseUser):
    """One account. A resident has no password; an officer has one, and a second factor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    is_officer = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="en")
    session_epoch = models.IntegerField(default=0)
    """Raised to end every session at once: a session is good only for the epoch it began in."""
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_in_lower_case"
            ),
        )

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}.{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for kept in super().get_session_auth_fallback_hash():
            yield f"{kept}.{self.session_epoch}"


class ApiKey(models.Model):
    """The key of one API client of one organisation; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    """The first characters of the key, by which people tell keys apart."""
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    duties = models.JSONField(default=list)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    """To the hour."""
    revoked_at = models.DateTimeField(null=True)
