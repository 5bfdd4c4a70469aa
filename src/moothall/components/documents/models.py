"""The table of documents. Private to this component; contents are kept in storage, not here."""

from django.db import models

from moothall.kernel.models import OrgOwned


class Document(OrgOwned):
    subject = models.UUIDField()
    question = models.CharField(max_length=40, blank=True, default="")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=20)
    scanned_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    is_final = models.BooleanField(default=False)
    for_staff = models.BooleanField(default=False, db_default=False)

    class Meta(OrgOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["org", "key"], name="documents_content_once"),
        )
        indexes = (
            models.Index(fields=["subject"], name="documents_of_subject"),
            models.Index(fields=["key"], name="documents_by_key"),
        )
