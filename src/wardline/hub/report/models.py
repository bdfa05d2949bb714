"""Tables of the report: items and texts with all their versions, editions with their files.

An edition is frozen when it is proposed; what is released is those bytes.
"""

from __future__ import annotations

from django.db import models


class Item(models.Model):
    """An imperative, recommendation or action item. Its number never changes (R-7)."""

    kind = models.CharField(max_length=14, help_text="of wardline.report.model.Kind")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="below")
    place = models.IntegerField(help_text="among its neighbours, from 0")
    version = models.IntegerField(default=0, help_text="the newest")
    dropped = models.BooleanField(default=False, help_text="no later edition has it")
    made_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Found in their order."""

        db_table = "report_item"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["dropped", "parent", "place"], name="report_item_order")
        ]


class ItemVersion(models.Model):
    """What an item said from `at` on; kept for ever."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    version = models.IntegerField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    content = models.TextField(help_text="hub.report.service.Content as JSON")

    class Meta:
        """Each version once."""

        db_table = "report_item_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["item", "version"], name="report_item_version_once")
        ]


class Part(models.Model):
    """A text or a list of the report from `at` on; kept for ever."""

    name = models.CharField(max_length=20, help_text="of hub.report.parts.PARTS")
    version = models.IntegerField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        """Each version once."""

        db_table = "report_part"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["name", "version"], name="report_part_once")
        ]


class Edition(models.Model):
    """An edition: proposed by one person, released by another; its files never change."""

    number = models.IntegerField(help_text="from 1")
    state = models.CharField(max_length=10, default="proposed")  # proposed, published, discarded
    title = models.CharField(max_length=300)
    as_of = models.DateField()
    snapshot = models.CharField(max_length=64, help_text="SHA-256 of what it was made from, hex")
    proposed_at = models.BigIntegerField()
    proposed_by = models.IntegerField(help_text="the person's number")
    proposed_by_name = models.CharField(max_length=200)
    published_at = models.BigIntegerField(null=True)
    published_by_name = models.CharField(max_length=200, default="")

    class Meta:
        """One that waits or stands a number."""

        db_table = "report_edition"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["number"],
                name="report_edition_once",
                condition=~models.Q(state="discarded"),
            )
        ]


class File(models.Model):
    """A file of an edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        """Each name once."""

        db_table = "report_file"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["edition", "name"], name="report_file_once")
        ]
