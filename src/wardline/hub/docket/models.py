"""Tables of the docket. What a comment says is in `sealed` alone until a person has decided.

`public` is derived: the original and its spans give it again, byte for byte.
"""

from __future__ import annotations

from django.db import models


class Call(models.Model):
    """A call for input; its text is in its newest version."""

    id = models.CharField(primary_key=True, max_length=60)
    version = models.IntegerField(default=1)
    opens_at = models.BigIntegerField(help_text="microseconds since 1970")
    closes_at = models.BigIntegerField(help_text="the first moment at which it is closed")
    decide_days = models.IntegerField(help_text="a decision on a comment is due after so many days")
    comments = models.IntegerField(default=0, help_text="the last number that was given")
    created_at = models.BigIntegerField()

    class Meta:
        """Named as the other tables of the room."""

        db_table = "docket_call"


class CallVersion(models.Model):
    """What a call said from `at` on; kept for ever."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="versions")
    version = models.IntegerField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    content = models.TextField(help_text="hub.docket.calls.Content as JSON")

    class Meta:
        """Each version once."""

        db_table = "docket_call_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["call", "version"], name="docket_call_version_once")
        ]


class Comment(models.Model):
    """One comment, from the moment it is received."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="received")
    # By what everybody may name it, within its call; and its key in the vault.
    number = models.CharField(max_length=120)
    vault = models.CharField(max_length=36, unique=True)
    receipt = models.CharField(max_length=64, unique=True, help_text="SHA-256, hex")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the sealed text, hex")
    call_version = models.IntegerField()
    state = models.CharField(max_length=12)
    # individual, organization or anonymous.
    kind = models.CharField(max_length=12)
    language = models.CharField(max_length=10)
    imported = models.BooleanField(default=False)
    late = models.BooleanField(default=False, help_text="came in after the call had closed")
    files = models.IntegerField(default=0)
    size = models.IntegerField(help_text="characters in all")
    sealed = models.BinaryField(null=True)
    labels = models.TextField(default="{}", help_text="label → how often, as JSON; never a value")
    spans = models.TextField(default="[]", help_text="redactions: part, start, end, reason; JSON")
    reason = models.CharField(max_length=20, default="", help_text="why it is withheld")
    note = models.TextField(default="", help_text="said in public of the decision")
    public = models.TextField(default="", help_text="what everybody may read, as JSON")
    # Of a campaign letter: the same for all that sent it, the key of the first; else None.
    letter = models.BigIntegerField(null=True)
    # Whether it stands in lists: of a letter's public comments, only the first does.
    leads = models.BooleanField(default=True)
    received_at = models.BigIntegerField(help_text="microseconds since 1970")
    due_at = models.BigIntegerField(help_text="when a decision is due")
    decided_at = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=200, default="")

    class Meta:
        """Found by number, by state for those who decide, and newest first for readers.

        A search reads day and call from the index: in the row they stand behind a long text.
        """

        db_table = "docket_comment"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["call", "number"], name="docket_comment_number")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["state", "id"], name="docket_by_state"),
            models.Index(fields=["state", "due_at"], name="docket_by_due"),
            models.Index(fields=["leads", "state", "id"], name="docket_by_lead"),
            models.Index(fields=["call", "state", "id"], name="docket_by_call"),
            models.Index(fields=["state", "decided_at", "call"], name="docket_by_decision"),
            models.Index(fields=["letter", "id"], name="docket_by_letter"),
            # The newest first, read from the index alone: a comment's row is long.
            models.Index(fields=["-decided_at", "id", "state"], name="docket_newest"),
        ]


class Answered(models.Model):
    """That a public comment answers a question: for the filter."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="answered")
    question = models.CharField(max_length=40)

    class Meta:
        """Found from the question."""

        db_table = "docket_answered"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["question", "comment"], name="docket_by_question")
        ]


class Attachment(models.Model):
    """The bytes of an attachment as they came: sealed, never published."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="attachments")
    position = models.IntegerField()
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        """In order."""

        db_table = "docket_attachment"


class Draft(models.Model):
    """What somebody is writing, sealed under a key that stands in the secret link alone."""

    id = models.CharField(primary_key=True, max_length=32)
    call = models.CharField(max_length=60)
    sealed = models.BinaryField()
    changed_at = models.BigIntegerField(db_index=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "docket_draft"
