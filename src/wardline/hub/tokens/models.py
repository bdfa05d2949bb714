"""Tables of tokens. No row tells when a token was drawn or used, or which one an organization drew.

Keys are random or made of what they stand for, never counted up: a number that counts would tell
the order in which organizations drew.
"""

from __future__ import annotations

from django.db import models


class Epoch(models.Model):
    """A time in which one key signs; the private half is in a file of its own, never here."""

    # SHA-256 of the published key, hex: by which tokens and the key's file name it.
    id = models.CharField(primary_key=True, max_length=64)
    public = models.BinaryField(max_length=400, help_text="SubjectPublicKeyInfo, DER")
    begins_at = models.BigIntegerField(unique=True, help_text="microseconds since 1970")
    ends_at = models.BigIntegerField()
    destroyed_at = models.BigIntegerField(null=True, help_text="when the private key went")

    class Meta:
        """Named in SQL of our own."""

        db_table = "tokens_epoch"


class Drawn(models.Model):
    """How many tokens an organization drew in an epoch: all that is known of them."""

    id = models.CharField(primary_key=True, max_length=101, help_text="epoch:organization")
    epoch = models.CharField(max_length=64)
    organization = models.CharField(max_length=36)
    drawn = models.IntegerField()

    class Meta:
        """Named in SQL of our own."""

        db_table = "tokens_drawn"


class Spent(models.Model):
    """A token that was used; the digest tells nothing of it to who does not have it."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    epoch = models.CharField(max_length=64)

    class Meta:
        """Named in SQL of our own."""

        db_table = "tokens_spent"
