"""Tables of the letter box. No row holds a time finer than a day, an address, or whose it is."""

from __future__ import annotations

from django.db import models


class Letter(models.Model):
    """A report or an answer since it came in, until the box is emptied after midnight (UTC)."""

    # Random; a report keeps it as the id of its submission.
    id = models.CharField(primary_key=True, max_length=36)
    kind = models.CharField(max_length=10, help_text="report or answer")
    about = models.CharField(max_length=36, help_text="the submission that it belongs to")
    day = models.IntegerField(help_text="days since 1970")
    # Padded before it is sealed, so that its length tells little.
    sealed = models.BinaryField()

    class Meta:
        """Emptied by the day."""

        db_table = "anonymous_letter"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["day"], name="anonymous_by_day"),
            models.Index(fields=["about"], name="anonymous_about"),
        ]


class Box(models.Model):
    """A reply box: who knows its secret address may read and answer; only its digest is here."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    submission = models.CharField(max_length=36)
    until = models.IntegerField(help_text="the day on which it is destroyed, since 1970")

    class Meta:
        """Named in SQL of our own."""

        db_table = "anonymous_box"
