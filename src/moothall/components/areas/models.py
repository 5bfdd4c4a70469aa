"""The tables of areas. Private to this component; the steward writes, everybody reads."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Value

from moothall.kernel.models import OrgOwned

WORD_LIST = Func(
    Func(F("words"), Value(" "), function="string_to_array"), function="array_to_tsvector"
)


class Area(OrgOwned):
    """The migration ties ``parent_code`` to the same organisation's areas."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    name = models.JSONField(default=dict)
    parent_code = models.CharField(max_length=40, null=True)  # noqa: DJ001 - a key, or none
    shape = models.BinaryField()
    """WKB in degrees, longitude first."""
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    label_lat = models.FloatField()
    label_lon = models.FloatField()

    class Meta(OrgOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["org", "code"], name="area_once"),)


class Edition(OrgOwned):
    """A token that is another one after every change of the areas."""

    token = models.UUIDField()

    class Meta(OrgOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["org"], name="one_edition_of_areas"),)


class Postcode(OrgOwned):
    """The migration ties ``ward_code`` to the same organisation's areas."""

    postcode = models.CharField(max_length=8)
    lat = models.FloatField()
    lon = models.FloatField()
    ward_code = models.CharField(max_length=40, null=True)  # noqa: DJ001 - a key, or none

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["org", "postcode"], name="postcode_once"),
        )


class Address(OrgOwned):
    """The migration ties ``ward_code`` to the same organisation's areas."""

    uprn = models.CharField(max_length=12)
    line1 = models.CharField(max_length=200)
    line2 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8)
    lat = models.FloatField()
    lon = models.FloatField()
    ward_code = models.CharField(max_length=40, null=True)  # noqa: DJ001 - a key, or none
    words = models.TextField()
    """By what it is found: each word once, spaces between."""
    listing = models.CharField(max_length=300)
    """By what it is ordered: its street, then its number."""

    class Meta(OrgOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["org", "uprn"], name="address_once"),)
        indexes = (
            models.Index(fields=["org", "postcode", "listing"], name="address_postcode"),
            GinIndex(WORD_LIST, name="address_words"),
        )
