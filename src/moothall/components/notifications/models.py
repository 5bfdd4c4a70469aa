"""The tables of notifications: messages and dead addresses. Private to this component."""

from django.db import models
from django.db.models import Q

from moothall.components.notifications.contracts import Reason, State
from moothall.kernel.models import OrgOwned

_LOOKED_AFTER = (State.QUEUED, State.SENDING, State.FAILED, State.MAY_HAVE_BEEN_SENT)


class Message(OrgOwned):
    """One message to one address."""

    key = models.CharField(max_length=200)
    """The same message again has the same key, and is not made twice."""
    recipient = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.TextField()
    body = models.TextField()
    language = models.CharField(max_length=2)
    about = models.UUIDField(null=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    reason = models.CharField(
        max_length=30, blank=True, choices=[(r.value, r.value) for r in Reason]
    )
    detail = models.CharField(max_length=20, blank=True)
    attempts = models.SmallIntegerField(default=0)
    message_id = models.CharField(max_length=320, blank=True)
    queued_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["org", "key"], name="message_once_per_key"),
        )
        indexes = (
            models.Index(
                fields=["org", "about"],
                name="message_about",
                condition=Q(about__isnull=False),
            ),
            models.Index(
                fields=["state"], name="message_open", condition=Q(state__in=_LOOKED_AFTER)
            ),
        )


class DeadAddress(OrgOwned):
    """An address that does not exist, known by a keyed hash only."""

    digest = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["org", "digest"], name="dead_address_once"),
        )
