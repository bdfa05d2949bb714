"""Tables of the log. Entries and heads are only ever added: the database refuses all else."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One entry in its place; every column but `hash` is under the hash."""

    number = models.BigIntegerField(primary_key=True)
    id = models.CharField(max_length=36, unique=True)
    at = models.BigIntegerField(help_text="microseconds since 1970")
    kind = models.CharField(max_length=10, help_text="user, key, command or system")
    actor = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    organization = models.CharField(max_length=36, help_text="for whom; empty: the hub")
    address = models.CharField(max_length=300, default="")
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=300)
    detail = models.TextField(help_text="canonical JSON; never private content")
    first = models.BigIntegerField(null=True, help_text="first date_added that was given")
    last = models.BigIntegerField(null=True, help_text="last date_added that was given")
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        """Found by time, and by each filter of the page."""

        db_table = "audit_entry"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["at", "number"], name="audit_entry_at"),
            models.Index(fields=["organization", "number"], name="audit_entry_organization"),
            models.Index(fields=["action", "number"], name="audit_entry_action"),
            models.Index(fields=["actor", "number"], name="audit_entry_actor"),
            models.Index(fields=["target", "number"], name="audit_entry_target"),
            models.Index(fields=["target", "last"], name="audit_entry_given"),
        ]


class Waiting(models.Model):
    """An entry that was written with the change that it tells of, before its place in the chain."""

    id = models.BigAutoField(primary_key=True)
    body = models.BinaryField()

    class Meta:
        """The table's name is part of named SQL."""

        db_table = "audit_waiting"


class State(models.Model):
    """The end of the chain: one row, whose lock orders those who append."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)
    # How long disclosures stay in the log, and before which entry those past that are gone.
    keep_days = models.IntegerField(null=True)
    forgotten = models.BigIntegerField(db_default=0)

    class Meta:
        """The table's name is part of named SQL."""

        db_table = "audit_state"


class Node(models.Model):
    """The hash of a complete subtree of 256, 65,536 … entries: proofs need few reads by them.

    Of levels under 8: what stands for entries that were forgotten.
    """

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField(help_text="8, 16 or 24")
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        """Found by its place."""

        db_table = "audit_node"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["level", "position"], name="audit_node_once")
        ]


class Head(models.Model):
    """A tree head: what the whole log was at a moment, in 32 bytes; public."""

    id = models.BigAutoField(primary_key=True)
    # The day that it closes, UTC; empty for one on demand.
    day = models.CharField(max_length=10, null=True, unique=True)  # noqa: DJ001 # unique, so none is NULL
    at = models.BigIntegerField(help_text="microseconds since 1970")
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta:
        """The table's name is part of named SQL."""

        db_table = "audit_head"


class Spool(models.Model):
    """How far a spool file of this hub was taken into the chain."""

    name = models.CharField(primary_key=True, max_length=100)
    taken = models.BigIntegerField(help_text="bytes")
    at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """The table's name is part of named SQL."""

        db_table = "audit_spool"
