"""The tables of demand. Private to the component."""

from django.db import models

from moothall.kernel.models import OrgOwned


class _Recorded(OrgOwned):
    """What one record holds; ``org`` is the organisation that holds the need."""

    asked_org = models.UUIDField()
    met_org = models.UUIDField(null=True)
    service = models.CharField(max_length=60, blank=True, default="")
    need = models.CharField(max_length=100)
    channel = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=10)
    area = models.CharField(max_length=40, blank=True, default="")
    asked_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20)
    step = models.CharField(max_length=60, blank=True, default="")
    team = models.CharField(max_length=60, blank=True, default="")
    handoffs = models.IntegerField(default=0)
    contacts = models.IntegerField(default=1)
    reopened = models.IntegerField(default=0)
    adviser_says = models.CharField(max_length=10)
    resident_says = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True, default="")
    cause_org = models.UUIDField(null=True)
    cause_service = models.CharField(max_length=60, blank=True, default="")
    missed = models.CharField(max_length=50, blank=True, default="")
    person_key = models.CharField(max_length=32, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True


class DemandRecord(_Recorded):
    class Meta:
        db_table = "demand_record"
        indexes = (
            models.Index(fields=["org", "asked_at"], name="demand_by_holder"),
            models.Index(fields=["asked_org", "asked_at"], name="demand_by_asked"),
            models.Index(fields=["asked_at"], name="demand_by_month"),
            models.Index(fields=["changed_at"], name="demand_by_change"),
        )


class RebuiltRecord(_Recorded):
    """Where a rebuild keeps what it has read so far; emptied once it is done."""

    class Meta:
        db_table = "demand_rebuilt"
        indexes = (models.Index(fields=["org", "id"], name="demand_rebuilt_by_org"),)


class PersonSecret(OrgOwned):
    """What makes person keys of one purpose and quarter; deleted when the quarter is closed."""

    purpose = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    secret = models.BinaryField()

    class Meta:
        db_table = "demand_person_secret"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "purpose", "period"], name="demand_one_secret_each"
            ),
        )


class Denominator(OrgOwned):
    """How many people of a band live in an area, by whose count."""

    area = models.CharField(max_length=40)
    band = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    population = models.IntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "demand_denominator"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "area", "band", "year"], name="demand_counted_once"
            ),
        )


class Import(OrgOwned):
    """A file of history that was taken in; its records stand beside those of the log."""

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    rows = models.IntegerField()
    records = models.IntegerField()
    refused = models.IntegerField()
    vintage = models.CharField(max_length=60, blank=True, default="")
    """Which areas the codes of its records mean: ``LSOA 2011``."""
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "demand_import"
        constraints = (
            models.UniqueConstraint(fields=["org", "name"], name="demand_import_by_name"),
        )


class Summary(OrgOwned):
    """Measures as pages show them, made by a job. Public ones hold protected figures only."""

    name = models.CharField(max_length=60)
    period = models.CharField(max_length=20)
    is_public = models.BooleanField(default=False)
    body = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "demand_summary"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "name", "period", "is_public"], name="demand_summary_once"
            ),
        )


class Finding(OrgOwned):
    """Where to step in: found by a stated rule, followed until it is judged."""

    rule = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    """What it is about, the same each time the rule finds it."""
    concerned = models.JSONField(default=list)
    """Ids of the organisations concerned, which may read it."""
    facts = models.JSONField()
    evidence = models.JSONField()
    effect = models.JSONField(default=dict)
    state = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    last_found_at = models.DateTimeField()
    state_at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)

    class Meta:
        db_table = "demand_finding"
        constraints = (
            models.UniqueConstraint(fields=["org", "rule", "key"], name="demand_found_once"),
        )


class Release(OrgOwned):
    """One quarter as open data; public, and never changed."""

    quarter = models.CharField(max_length=10)
    number = models.IntegerField()
    manifest = models.JSONField()
    told = models.JSONField(default=dict)
    """What the next release is audited against: why counts were hidden. Never published."""
    published_at = models.DateTimeField()

    class Meta:
        db_table = "demand_release"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "quarter", "number"], name="demand_release_once"
            ),
        )


class ReleaseFile(OrgOwned):
    release_id = models.UUIDField()
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        db_table = "demand_release_file"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "release_id", "name"], name="demand_file_once"
            ),
        )
