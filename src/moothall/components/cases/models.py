"""The tables of cases. Private to this component.

The migration adds what Django does not know: the columns ``closed``, ``runs_out`` and
``search``, composite foreign keys, the indexes of the worklist, policies and functions.
"""

from django.db import models

from moothall.kernel.models import OrgOwned
from moothall.kernel.tenancy import share_key


class Case(OrgOwned):
    reference = models.CharField(max_length=20, db_collation="C")
    service = models.CharField(max_length=60)
    version = models.UUIDField()
    need = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=40)
    outcome = models.CharField(max_length=30, blank=True, default="")
    team = models.CharField(max_length=60, blank=True, default="")
    assignee = models.UUIDField(null=True)
    title = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    contact = models.JSONField(default=dict)
    contact_visit = models.CharField(max_length=64, blank=True, default="")
    """The visit of whoever has proved that the contact's mailbox is theirs."""
    ward = models.CharField(max_length=40, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    postcode = models.CharField(max_length=8, blank=True, default="", db_collation="C")
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    held_state = models.CharField(max_length=40, blank=True, default="")
    held_due_at = models.DateTimeField(null=True)
    paused_seconds = models.BigIntegerField(default=0)
    closed_seconds = models.BigIntegerField(default=0)
    wakes_at = models.DateTimeField(null=True)
    """When the worker must look at it: it moves on by itself then, or is overdue."""
    revision = models.IntegerField(default=1)
    share_key = share_key(models.Value("cases"))

    class Meta(OrgOwned.Meta):
        db_table = "cases_case"
        constraints = (
            models.UniqueConstraint(fields=["org", "id"], name="cases_case_of_org"),
            models.UniqueConstraint(fields=["org", "reference"], name="cases_reference_once"),
        )


class TimelineEntry(OrgOwned):
    """One row for each audience of what happened; rows of one happening share ``entry``."""

    entry = models.UUIDField()
    case_id = models.UUIDField()
    audience = models.CharField(max_length=10)
    """``resident`` (the party and staff read it) or ``staff``."""
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60, blank=True, default="")
    from_state = models.CharField(max_length=40, blank=True, default="")
    to_state = models.CharField(max_length=40, blank=True, default="")
    revision = models.IntegerField()
    words = models.JSONField(null=True)
    answers = models.JSONField(default=dict)
    details = models.JSONField(default=dict)

    class Meta(OrgOwned.Meta):
        db_table = "cases_timeline"
        indexes = (
            models.Index(fields=["org", "case_id", "revision"], name="cases_timeline_of_case"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(audience__in=["resident", "staff"]),
                name="cases_timeline_audience",
            ),
        )


class Note(OrgOwned):
    case_id = models.UUIDField()
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField(null=True)
    text = models.TextField()

    class Meta(OrgOwned.Meta):
        db_table = "cases_note"
        indexes = (models.Index(fields=["org", "case_id", "at"], name="cases_note_of_case"),)


class Link(OrgOwned):
    case_id = models.UUIDField()
    other_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        db_table = "cases_link"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "case_id", "other_id"], name="cases_linked_once"
            ),
        )
        indexes = (models.Index(fields=["org", "other_id"], name="cases_link_back"),)
