"""Tables of notifications: what was told whom, and the outbox of mails and webhooks."""

from __future__ import annotations

import uuid

from django.db import models

from wardline.hub.members.models import Organization, User


class Reader(models.Model):
    """How one person wants to be told; without a row the defaults hold."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    # Minutes after midnight in the person's zone; the same twice: there are no quiet hours.
    quiet_from = models.SmallIntegerField(default=0)
    quiet_to = models.SmallIntegerField(default=0)
    digest_hour = models.SmallIntegerField(default=8)
    # For the one link that works without signing in: ends all mails to this person.
    token = models.CharField(max_length=43, unique=True)
    mail = models.BooleanField(default=True)
    bounces = models.SmallIntegerField(default=0)
    bounced_at = models.BigIntegerField(null=True, help_text="microseconds since 1970")
    bounce = models.CharField(max_length=300, default="", help_text="what the mail server said")
    mailed_at = models.BigIntegerField(default=0, help_text="when the last mail was made")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "notices_reader"


class Wish(models.Model):
    """How often one person wants to be told of one event, and of which objects."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.CharField(max_length=20)
    how = models.CharField(max_length=10)
    # For new objects: JSON with collections, tlp, types, labels; an empty list means all.
    filters = models.TextField(default="{}")

    class Meta:
        """One wish for one event."""

        db_table = "notices_wish"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["user", "event"], name="notices_wish_once")
        ]


class Body(models.Model):
    """What many mails hold alike; the addresses of each reader are put in when one is sent."""

    digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, hex")
    text = models.TextField()
    html = models.TextField()
    made_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "notices_body"


class Mail(models.Model):
    """A mail, made once and kept as it is sent: the outbox."""

    id = models.CharField(primary_key=True, max_length=36, help_text="its Message-ID, too")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # What it holds in place of its own body.
    shared = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.BigIntegerField()
    # When it may be tried (again); none: it was sent, or given up.
    next_at = models.BigIntegerField(null=True, db_index=True)
    tries = models.SmallIntegerField(default=0)
    sent_at = models.BigIntegerField(null=True)
    bounced_at = models.BigIntegerField(null=True, help_text="when it came back")
    problem = models.CharField(max_length=300, default="")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "notices_mail"


class Notice(models.Model):
    """That one person was told of one thing: a line on the web, and in at most one mail.

    It holds ids, counts and times; names of objects are looked up when it is shown, as far as the
    person may see them then.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.CharField(max_length=20)
    # What it is about: nobody is told of the same thing twice.
    key = models.CharField(max_length=200)
    tlp = models.CharField(max_length=12, help_text="the highest of what it is about")
    facts = models.TextField(help_text="JSON")
    link = models.CharField(max_length=300, help_text="a path of the portal")
    at = models.BigIntegerField(help_text="microseconds since 1970")
    read_at = models.BigIntegerField(null=True)
    # When it is to be mailed; none: by no mail, or it is in one.
    mail_due = models.BigIntegerField(null=True, db_index=True)
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, related_name="notices")

    class Meta:
        """Once for each person and thing; the newest first, the unread counted."""

        db_table = "notices_notice"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["user", "key"], name="notices_notice_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["user", "read_at", "at"], name="notices_notice_unread"),
            models.Index(fields=["user", "at"], name="notices_notice_newest"),
        ]


class Hook(models.Model):
    """An address of an organization's own that is called for each event, with a signature."""

    id = models.CharField(primary_key=True, max_length=36)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=1000)
    # Both sides sign with it, so it is kept as it is; it opens nothing here.
    secret = models.CharField(max_length=64)
    events = models.CharField(max_length=200, help_text="names with a comma between")
    made_by = models.CharField(max_length=200)
    created_at = models.BigIntegerField()
    # Refusals in a row; after too many it is switched off until somebody switches it on.
    failures = models.SmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    problem = models.CharField(max_length=300, default="")
    answered_at = models.BigIntegerField(null=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "notices_hook"


class Call(models.Model):
    """One call of a hook, made once and kept as it is sent: the outbox."""

    id = models.CharField(primary_key=True, max_length=36, help_text="the call's own id, too")
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    body = models.TextField(help_text="JSON, as it is signed and sent")
    created_at = models.BigIntegerField()
    next_at = models.BigIntegerField(null=True, db_index=True)
    tries = models.SmallIntegerField(default=0)
    sent_at = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=300, default="")

    class Meta:
        """Once for each hook and thing."""

        db_table = "notices_call"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["hook", "key"], name="notices_call_once")
        ]


class Cursor(models.Model):
    """How far one collection was looked through for what is new."""

    collection = models.IntegerField(primary_key=True)
    added = models.BigIntegerField()
    told_at = models.BigIntegerField(default=0, help_text="when something in it was last told")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "notices_cursor"
