"""The tables of reports. Private to this component.

The migration adds what Django does not know: the columns ``closed``, ``runs_out``,
``cell_lat``, ``cell_lon``, ``street_key`` and ``search``, foreign keys, indexes, policies and
functions.
"""

from django.db import models

from moothall.kernel.models import Organisation, OrgOwned
from moothall.kernel.tenancy import share_key


class Report(OrgOwned):
    """``org`` is the organisation that is responsible."""

    asked_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    passed_by = models.UUIDField(null=True)
    """The organisation that forwarded it last; it may go on reading."""
    reference = models.CharField(max_length=20, db_collation="C")
    category = models.CharField(max_length=40)
    need = models.CharField(max_length=100)
    description = models.TextField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    ward = models.CharField(max_length=40, blank=True, default="")
    street = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=1200, blank=True, default="")
    status = models.CharField(max_length=30)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    is_private = models.BooleanField(default=False)
    held = models.CharField(max_length=30, blank=True, default="")
    """The code of the rule that keeps it from the public."""
    duplicate_of = models.UUIDField(null=True)
    photos = models.JSONField(default=list)
    """``[{"document": id, "held": bool}]``; the documents are kept by ``asked_org``."""
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    source = models.CharField(max_length=40, blank=True, default="")
    source_id = models.CharField(max_length=200, blank=True, default="")
    assignee = models.UUIDField(null=True)
    team = models.CharField(max_length=60, blank=True, default="")
    asks_at = models.DateTimeField(null=True)
    """When whoever reported it is to be asked whether it was fixed."""
    asked_fixed_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1)
    share_key = share_key(models.Value("reports"))

    class Meta(OrgOwned.Meta):
        db_table = "reports_report"
        constraints = (
            models.UniqueConstraint(fields=["org", "id"], name="reports_report_of_org"),
            models.UniqueConstraint(fields=["org", "reference"], name="reports_reference_once"),
            models.UniqueConstraint(
                fields=["org", "asked_org", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="reports_source_once",
            ),
        )


class Told(OrgOwned):
    """What came with a report and is nobody's business but the responsible organisation's."""

    report_id = models.UUIDField()
    asked_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=320, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    contact_visit = models.CharField(max_length=64, blank=True, default="")
    """The visit of whoever has proved that the mailbox is theirs."""
    answers = models.JSONField(default=dict)

    class Meta(OrgOwned.Meta):
        db_table = "reports_told"
        constraints = (
            models.UniqueConstraint(fields=["org", "report_id"], name="reports_told_once"),
        )


class Update(OrgOwned):
    report_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    words = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    from_status = models.CharField(max_length=30)
    to_status = models.CharField(max_length=30)
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField(null=True)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    held = models.CharField(max_length=30, blank=True, default="")
    other_id = models.UUIDField(null=True)

    class Meta(OrgOwned.Meta):
        db_table = "reports_update"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "source", "external_id"],
                condition=~models.Q(external_id=""),
                name="reports_update_once",
            ),
        )


class Subscription(OrgOwned):
    """``org`` served whoever follows when they began to."""

    target = models.CharField(max_length=10)
    of = models.CharField(max_length=200)
    categories = models.JSONField(default=list)
    token = models.CharField(max_length=64)
    """The visit of whoever holds the links that were mailed."""
    mailbox = models.CharField(max_length=64, blank=True, default="")
    visit = models.CharField(max_length=64, blank=True, default="")
    email = models.CharField(max_length=320, blank=True, default="")
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(OrgOwned.Meta):
        db_table = "reports_subscription"
        constraints = (
            models.UniqueConstraint(fields=["org", "token"], name="reports_followed_once"),
        )


class Scheme(OrgOwned):
    """One version of the scheme; versions are never changed."""

    number = models.IntegerField()
    hash = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta(OrgOwned.Meta):
        db_table = "reports_scheme"
        constraints = (
            models.UniqueConstraint(fields=["org", "number"], name="reports_scheme_number"),
        )


class Sent(OrgOwned):
    """What became of a report that is sent on to another system."""

    report_id = models.UUIDField()
    connector = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    external_id = models.CharField(max_length=200, blank=True, default="")
    token = models.CharField(max_length=200, blank=True, default="")
    attempts = models.IntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    """While somebody has a turn at sending it nobody else has."""
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    status_at = models.DateTimeField(null=True)
    """When the status that both sides know was set, on either."""
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta(OrgOwned.Meta):
        db_table = "reports_sent"
        constraints = (
            models.UniqueConstraint(fields=["org", "report_id"], name="reports_sent_once"),
        )


class SentUpdate(OrgOwned):
    """An update that the other system has been told of, or has refused."""

    report_id = models.UUIDField()
    update_id = models.UUIDField()
    external_id = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        db_table = "reports_sent_update"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "update_id"], name="reports_sent_update_once"
            ),
        )


class Polled(OrgOwned):
    """How far an organisation has heard another system."""

    connector = models.CharField(max_length=40)
    since = models.DateTimeField()
    polled_at = models.DateTimeField(null=True)
    looked_back_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta(OrgOwned.Meta):
        db_table = "reports_polled"
        constraints = (
            models.UniqueConstraint(fields=["org", "connector"], name="reports_polled_once"),
        )
