"""The table of rates that were added to services. Private to this component."""

from django.db import models
from django.db.models import Q

from moothall.components.calculation.contracts import WITHDRAWN
from moothall.kernel.fields import ExactJSON
from moothall.kernel.models import OrgOwned


class RateRow(OrgOwned):
    """Numbers for a key, or for all, from a day on. Only the state of a row ever changes."""

    change = models.UUIDField()
    """Rows that were added together share it."""
    service = models.CharField(max_length=100)
    file = models.CharField(max_length=200)
    valid_from = models.DateField()
    key = models.CharField(max_length=200, blank=True)
    numbers = ExactJSON()
    state = models.CharField(max_length=20)
    by = models.UUIDField()
    at = models.DateTimeField()
    ruled_by = models.UUIDField(null=True)
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calculation_rate_row"
        constraints = (
            models.UniqueConstraint(
                fields=["org", "service", "file", "valid_from", "key"],
                condition=~Q(state=WITHDRAWN),
                name="calculation_one_rate_a_day",
            ),
            models.UniqueConstraint(
                fields=["org", "change", "key"], name="calculation_change_once"
            ),
        )
