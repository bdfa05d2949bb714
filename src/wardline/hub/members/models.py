"""Tables: organizations and API keys."""

from __future__ import annotations

from django.db import models


class Organization(models.Model):
    """A member of the consortium."""

    id = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    active = models.BooleanField(default=True)
    created_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "members_organization"


class Key(models.Model):
    """An API key: only the SHA-256 digest of its 256 random bits is kept."""

    id = models.CharField(primary_key=True, max_length=36)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.CharField(max_length=60, help_text="read, write, delete; comma between")
    created_at = models.BigIntegerField(help_text="microseconds since 1970")
    expires_at = models.BigIntegerField(null=True)
    revoked_at = models.BigIntegerField(null=True)

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "members_key"
