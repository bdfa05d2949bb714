"""Tables: what a person is typing, sealed, and the receipts of what was shared."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What a person is about to share. Only the person's own browser holds the key to it."""

    id = models.CharField(primary_key=True, max_length=32)
    user = models.BigIntegerField(db_index=True)
    sealed = models.BinaryField()
    changed_at = models.BigIntegerField(help_text="microseconds since 1970", db_index=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "objects_draft"


class Receipt(models.Model):
    """That something was shared in the portal; its number keeps it from being shared twice."""

    id = models.CharField(primary_key=True, max_length=36)
    organization = models.CharField(max_length=36)
    user = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    collection = models.CharField(max_length=36)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what left")
    reviewed = models.BooleanField(default=False)
    outcomes = models.TextField(help_text="id, state and message of each object, as JSON")
    at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Listed by organization, the newest first."""

        db_table = "objects_receipt"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["organization", "at"], name="objects_receipt_list")
        ]


class Proposal(models.Model):
    """A change to an object that a member proposes to its owner; nobody else learns of it.

    Its content goes when it ends, whichever way that is.
    """

    # The number of the form that it was typed into: sent twice, it is one.
    id = models.CharField(primary_key=True, max_length=36)
    object = models.CharField(max_length=300, help_text="its STIX id")
    owner = models.CharField(
        max_length=36, help_text="the organization that decides; empty: the hub"
    )
    organization = models.CharField(max_length=36, help_text="who proposes")
    user = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    named = models.BooleanField(help_text="whether the owner may know, and credit, who")
    changes = models.TextField(help_text="JSON; empty once it has ended")
    reason = models.TextField(help_text="the proposer's words; empty once it has ended")
    answer = models.TextField(default="", help_text="why it was declined, for the proposer")
    # open → taken, declined, withdrawn, stands (it says so now), gone (the object), expired.
    state = models.CharField(max_length=10)
    created_at = models.BigIntegerField(help_text="microseconds since 1970")
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        """Found by who decides, by who proposed, and by the object."""

        db_table = "objects_proposal"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["owner", "state"], name="objects_proposal_owner"),
            models.Index(fields=["organization", "state"], name="objects_proposal_own"),
            models.Index(fields=["object", "state"], name="objects_proposal_object"),
        ]
