"""The tables everyone stands on: organisations, parties, sharing, the log and its readers."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from moothall.kernel.ids import uuid7
from moothall.kernel.tenancy import OwnRows, share_key


class Organisation(models.Model):
    """An actor in the place. Public: everybody may read who serves them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    kind = models.CharField(max_length=30)
    colour = models.CharField(max_length=7)
    contact = models.JSONField(default=dict)
    teams = models.JSONField(default=list)
    is_steward = models.BooleanField(default=False)
    two_people = models.BooleanField(default=False)
    """Whether what one of its officers changes in a service needs another one to publish it."""

    class Meta:
        db_table = "organisation"
        constraints = (
            models.UniqueConstraint(
                fields=["is_steward"], condition=Q(is_steward=True), name="one_steward"
            ),
        )


class OrgOwned(models.Model):
    """Base of every row that belongs to one organisation.

    Give each table an index that leads with ``org``: policies look by it, and there is none
    of the organisation alone.

    ``objects`` are the rows of the organisation that is acting; ``readable`` adds what the
    actor may read besides: shared by agreement, or a resident's own, as PostgreSQL allows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = OwnRows()
    readable: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True


class Party(models.Model):
    """Somebody who takes part in a subject, such as a case: what they may read hangs on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    person_id = models.UUIDField(null=True)
    visit = models.CharField(max_length=64, null=True)  # noqa: DJ001 - one of the two is null
    role = models.CharField(max_length=20)
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "party"
        indexes = (
            models.Index(
                fields=["person_id"], name="party_person", condition=Q(person_id__isnull=False)
            ),
            models.Index(
                fields=["visit"], name="party_visit", condition=Q(visit__isnull=False)
            ),
            models.Index(fields=["subject"], name="party_subject"),
        )


class SharingGrant(models.Model):
    """One data set of one organisation, opened to another for a purpose and a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_set = models.CharField(max_length=50)
    share_key = share_key(models.F("data_set"))
    purpose = models.CharField(max_length=50)
    effective_from = models.DateTimeField()
    effective_to = models.DateTimeField()

    class Meta:
        db_table = "sharing_grant"
        indexes = (models.Index(fields=["to_org", "purpose"], name="sharing_by_grantee"),)


class EventRecord(models.Model):
    """One line of the append-only log. PostgreSQL adds the epoch and the transaction's id."""

    position = models.BigAutoField(primary_key=True)
    org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=100)
    subject = models.UUIDField(null=True)
    occurred_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    body = models.JSONField()

    class Meta:
        db_table = "event_log"
        indexes = (
            models.Index(fields=["org", "subject", "position"], name="event_log_subject"),
        )


class ReaderCursor(models.Model):
    """How far one reader has come."""

    reader = models.CharField(max_length=100, primary_key=True)
    epoch = models.IntegerField(default=0)
    transaction = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "reader_cursor"


class ParkedEvent(models.Model):
    """An event on which a reader failed, kept with its error until it is replayed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reader = models.CharField(max_length=100)
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    org_id = models.UUIDField()
    name = models.CharField(max_length=100)
    subject = models.UUIDField(null=True)
    occurred_at = models.DateTimeField()
    body = models.JSONField()
    error = models.TextField()

    class Meta:
        db_table = "parked_event"
        constraints = (
            models.UniqueConstraint(fields=["reader", "epoch", "position"], name="parked_once"),
        )


class IdempotencyKey(OrgOwned):
    """What was answered to a POST with a key, so that the same POST again is answered alike."""

    client_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    answer = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        constraints = (
            models.UniqueConstraint(fields=["org", "client_id", "key"], name="idempotent_once"),
        )
        indexes = (models.Index(fields=["created_at"], name="idempotency_age"),)


class RateCount(models.Model):
    """How often something limited happened in one window of time, over all processes."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "rate_count"
        constraints = (
            models.UniqueConstraint(fields=["key", "window"], name="rate_once_per_window"),
        )


class ConnectorChoice(OrgOwned):
    """Which connector serves a capability for one organisation, and how it is set up."""

    capability = models.CharField(max_length=50)
    connector = models.CharField(max_length=50)
    settings = models.JSONField(default=dict)
    secrets = models.BinaryField(default=bytes)
    """Encrypted under a key from the environment."""

    class Meta:
        db_table = "connector_choice"
        constraints = (
            models.UniqueConstraint(fields=["org", "capability"], name="one_connector_each"),
        )
