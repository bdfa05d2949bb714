"""Tables: organizations, their people, and API keys."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wardline.core.clock import now


class Organization(models.Model):
    """A member of the consortium."""

    id = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    active = models.BooleanField(default=True)
    # The one organization that runs the hub: its people are the hub's staff.
    operator = models.BooleanField(default=False)
    created_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "members_organization"


class Peer(models.Model):
    """That an organization is another hub or server, and what was agreed with it."""

    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, primary_key=True, related_name="peer"
    )
    # What it calls itself in paths: its own id where it is a Wardline, else its organization's id.
    hub = models.CharField(max_length=36, unique=True)
    # core.tlp.TLP: nothing that is marked more strictly ever leaves to it.
    ceiling = models.SmallIntegerField()
    # Whether it may bring newer versions of what another peer gave first.
    relays = models.BooleanField(default=True)
    agreement = models.CharField(max_length=500, default="")
    created_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "members_peer"


class People(BaseUserManager["User"]):
    """How people are found and made; no method here makes one who can do anything by default."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new person; without a password none works."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """By e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person of an organization; signs in by e-mail address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, default="")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)
    zone = models.CharField(max_length=60, default="UTC", help_text="IANA name of a time zone")
    language = models.CharField(max_length=10, default="", help_text="empty: as the browser asks")
    created_at = models.BigIntegerField(default=now, help_text="microseconds since 1970")

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Named as the other tables of the room."""

        db_table = "members_user"


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


class Link(models.Model):
    """A one-time link: an invitation, the first set-up, a way in for one who is locked out.

    Only the SHA-256 digest of its 256 random bits is kept. It is used up by sending the form
    behind it, not by looking at it: mail scanners open every link.
    """

    id = models.CharField(primary_key=True, max_length=36)
    digest = models.BinaryField(max_length=32, unique=True)
    purpose = models.CharField(max_length=10, help_text="invite, set-up or sign-in")
    email = models.EmailField(max_length=254, default="")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True)
    role = models.CharField(max_length=20, default="")
    # For a sign-in link: whose.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    made_by = models.CharField(max_length=300, default="")
    created_at = models.BigIntegerField(help_text="microseconds since 1970")
    expires_at = models.BigIntegerField(help_text="microseconds since 1970")
    used_at = models.BigIntegerField(null=True)
    withdrawn_at = models.BigIntegerField(null=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "members_link"


class Group(models.Model):
    """A sharing group: organizations that share among themselves.

    Who is in it is known to its own members where it is `open`, and else to the hub's staff alone.
    """

    id = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(default="")
    open = models.BooleanField(default=False)
    created_at = models.BigIntegerField(help_text="microseconds since 1970")
    organizations = models.ManyToManyField(
        Organization, related_name="groups", db_table="members_group_organization"
    )

    class Meta:
        """Named as the other tables of the room."""

        db_table = "members_group"
