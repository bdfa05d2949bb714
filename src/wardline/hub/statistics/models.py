"""Tables of the statistics: what was published, and what each edition was the first to count."""

from __future__ import annotations

from django.db import models


class Edition(models.Model):
    """One publication: its figures as they stand on the page, and their digest."""

    number = models.IntegerField(primary_key=True, help_text="from 0")
    as_of = models.BigIntegerField(unique=True, help_text="microseconds since 1970")
    made_at = models.BigIntegerField(help_text="microseconds since 1970")
    body = models.TextField(help_text="canonical JSON: the figures that it adds")
    digest = models.CharField(max_length=64, help_text="SHA-256 of `body`")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "statistics_edition"


class Row(models.Model):
    """One incident as it was when an edition first counted it: choices and numbers, no text.

    It stays when the report is deleted: what was published once can always be reckoned again.
    """

    id = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    incident = models.CharField(max_length=32, unique=True, help_text="keyed digest of its id")
    member = models.CharField(max_length=40, help_text="keyed digest, or 'unknown …'")
    kind = models.CharField(max_length=20)
    action = models.CharField(max_length=20)
    harm = models.CharField(max_length=30)
    vector = models.CharField(max_length=20)
    size = models.CharField(max_length=20)
    region = models.CharField(max_length=10)
    quarter = models.CharField(max_length=7)
    measures = models.TextField(help_text="numbers for benchmarks, as JSON")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "statistics_row"
