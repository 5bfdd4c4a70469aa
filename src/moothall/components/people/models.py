"""The table of memberships. Private to this component."""

from django.db import models
from django.db.models import Q

from moothall.kernel.models import OrgOwned


class Membership(OrgOwned):
    """Somebody's place in one organisation, from a day on, until they leave."""

    person_id = models.UUIDField()
    name = models.CharField(max_length=200)
    email = models.EmailField()
    duties = models.JSONField(default=list)
    teams = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["org", "person_id"],
                condition=Q(until__isnull=True),
                name="people_once_in_an_org",
            ),
            models.UniqueConstraint(
                fields=["org", "email"],
                condition=Q(until__isnull=True),
                name="people_one_of_an_email",
            ),
        )
        indexes = (
            models.Index(fields=["org", "name", "id"], name="people_by_name"),
            models.Index(fields=["person_id"], name="people_of_person"),
        )
