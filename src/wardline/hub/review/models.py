"""Held submissions. What they say is in `sealed` alone; no other column holds a value of theirs."""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """One submission, from the moment it is held until it is released or destroyed."""

    id = models.CharField(primary_key=True, max_length=36)
    organization = models.CharField(max_length=36, help_text="whose it is")
    submitter = models.BigIntegerField(help_text="the person's number")
    submitter_name = models.CharField(max_length=200)
    # 'organization': its own reviewers decide; 'hub': the hub's staff.
    audience = models.CharField(max_length=20)
    collection = models.CharField(max_length=36, help_text="where it is to go, UUID")
    state = models.CharField(max_length=20)
    four_eyes = models.BooleanField()
    # Approved, it waits until the room that it came from lets it leave.
    by_room = models.BooleanField(default=False)
    reviewer = models.BigIntegerField(null=True, help_text="who took it")
    reviewer_name = models.CharField(max_length=200, default="")
    approver = models.BigIntegerField(null=True, help_text="who approved it first")
    revision = models.IntegerField(default=1)
    objects_held = models.IntegerField()
    labels = models.TextField(help_text="label → how often, as JSON; never a value")
    sealed = models.BinaryField(null=True)
    # A keyed digest of what was sent, while it is open: sent twice, it is held once.
    mark = models.BinaryField(max_length=32, null=True, unique=True)
    created_at = models.BigIntegerField(help_text="microseconds since 1970")
    deadline_at = models.BigIntegerField(help_text="when a decision is due")
    expires_at = models.BigIntegerField(help_text="when it is destroyed")
    closed_at = models.BigIntegerField(null=True)
    released = models.TextField(default="", help_text="ids of the released objects, as JSON")

    class Meta:
        """Found by who may see it, in the order of deadlines."""

        db_table = "review_submission"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["audience", "state", "deadline_at"], name="review_for_hub"),
            models.Index(fields=["organization", "state", "deadline_at"], name="review_for_own"),
            models.Index(fields=["state", "expires_at"], name="review_expiry"),
        ]
