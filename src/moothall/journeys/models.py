"""The tables of journeys: services, their versions and people's runs. Of this floor only."""

from django.db import models

from moothall.kernel.fields import ExactJSON
from moothall.kernel.models import OrgOwned


class Version(OrgOwned):
    """One published version of a service: immutable, and public."""

    service = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    content = models.TextField()
    """Canonical JSON of the definition and its message templates."""
    note = models.TextField()
    changes = models.JSONField(default=list)
    published_by = models.CharField(max_length=100)
    published_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["org", "service", "number"], name="version_once_per_number"
            ),
            models.UniqueConstraint(fields=["org", "id"], name="version_of_org"),
        )


class Service(OrgOwned):
    """A service that people can find: which version of it is live."""

    slug = models.CharField(max_length=60)
    version_id = models.UUIDField()
    title = models.JSONField()
    summary = models.JSONField()
    need = models.CharField(max_length=100)
    channels = models.JSONField()
    is_live = models.BooleanField(default=True)

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["org", "slug"], name="service_once_per_slug"),
        )


class Amendment(OrgOwned):
    """What is to change in the live version of a service: one of a service at a time."""

    service = models.CharField(max_length=60)
    version_id = models.UUIDField()
    files = models.JSONField(default=dict)
    """Name of an attached file -> its new text."""
    conditions = models.JSONField(default=dict)
    """Place in the definition -> the new FEEL there; empty for none."""
    examples = ExactJSON(null=True)
    """All worked examples, once one of them is to change."""
    revision = models.PositiveIntegerField(default=1)
    note = models.TextField(default="")
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()
    hands = models.JSONField(default=list)
    """The ids of everybody who has changed it since it was begun."""
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["org", "service"], name="amendment_once"),
        )


class Journey(OrgOwned):
    """One person's run: what each step remembers, by step. Position is computed from it."""

    service = models.CharField(max_length=60)
    version_id = models.UUIDField()
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=10)
    done = ExactJSON(default=dict)
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.CharField(max_length=60, default="")
    reference = models.CharField(max_length=20, default="")
    case_id = models.UUIDField(null=True)
    saved_email = models.CharField(max_length=254, default="")

    class Meta(OrgOwned.Meta):
        indexes = (models.Index(fields=["org", "changed_at"], name="journey_age"),)


class WhatIf(OrgOwned):
    """A change tried on a population: what is compared, how far it is, what it came to."""

    service = models.CharField(max_length=60)
    version_id = models.UUIDField()
    """The version that the change is compared with."""
    files = models.JSONField()
    """Name of an attached file -> its text after the change."""
    day = models.DateField()
    """The day on which everything is worked out."""
    amount = models.CharField(max_length=120)
    direction = models.CharField(max_length=3)
    population = models.BinaryField(null=True)
    """Compressed CSV; none for the organisation's own past decisions, and once it is over."""
    of_past = models.BooleanField()
    groupings = models.JSONField(default=list)
    population_hash = models.CharField(max_length=64, default="")
    warnings = models.JSONField(default=list)
    """What the change adds to the mistakes of the service, in words."""
    state = models.CharField(max_length=10, default="waiting")
    starts = models.PositiveSmallIntegerField(default=0)
    total_rows = models.PositiveIntegerField()
    done_rows = models.PositiveIntegerField(default=0)
    result = ExactJSON(null=True)
    why = models.JSONField(default=dict)
    """Why it came to nothing, by language."""
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(OrgOwned.Meta):
        indexes = (models.Index(fields=["org", "service", "-asked_at"], name="what_if_newest"),)
