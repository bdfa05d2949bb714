"""Tables of the Task Force: sheets with their versions, papers, and what was done on a day.

A sheet is a seat, a term, a meeting, its minutes, an exercise, its after-action report, or a duty.
The public sees `shown`; newer versions are drafts.
"""

from __future__ import annotations

import uuid

from django.db import models


class Sheet(models.Model):
    """One thing that is written down; its text is in its versions."""

    kind = models.CharField(max_length=12)
    # For calendars: the same for ever, in this hub and in no other.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    # Minutes are about a meeting, an after-action report about an exercise.
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="sheets")
    # Of a duty: its letter.
    name = models.CharField(max_length=12, default="")
    version = models.IntegerField(default=0, help_text="the newest")
    shown = models.IntegerField(default=0, help_text="what everybody reads; 0: nothing yet")
    made_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Found by kind; one of a kind about each other sheet, and one of each name."""

        db_table = "taskforce_sheet"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["kind", "shown"], name="taskforce_by_kind")
        ]
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["kind", "about"], name="taskforce_one_about"),
            models.UniqueConstraint(
                fields=["kind", "name"], name="taskforce_one_named", condition=~models.Q(name="")
            ),
        ]


class Version(models.Model):
    """What a sheet said from `at` on; kept for ever."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="versions")
    version = models.IntegerField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    content = models.TextField(help_text="a struct of wardline.taskforce.model as JSON")
    shown_at = models.BigIntegerField(null=True, help_text="when everybody could read it first")

    class Meta:
        """Each version once."""

        db_table = "taskforce_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["sheet", "version"], name="taskforce_version_once")
        ]


class Certificate(models.Model):
    """That the chair certified a version of a meeting's minutes."""

    minutes = models.ForeignKey(Sheet, models.PROTECT, related_name="certificates")
    version = models.IntegerField()
    chair = models.CharField(max_length=200)
    on = models.DateField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)

    class Meta:
        """Each version once."""

        db_table = "taskforce_certificate"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["minutes", "version"], name="taskforce_certified_once")
        ]


class Paper(models.Model):
    """A paper of a meeting: its bytes sealed until it is shown, its text once it is."""

    meeting = models.ForeignKey(Sheet, models.PROTECT, related_name="papers")
    vault = models.CharField(max_length=36, unique=True)
    name = models.CharField(max_length=200)
    title = models.TextField(help_text="by language, as JSON")
    size = models.IntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file, hex")
    # The file and its text, sealed together; None once the paper was removed.
    sealed = models.BinaryField(null=True)
    labels = models.TextField(default="{}", help_text="what the gate found: label → how often")
    text = models.TextField(default="", help_text="what everybody may read")
    state = models.CharField(max_length=8, default="draft")  # draft, shown, removed
    whole = models.BooleanField(default=False, help_text="whether the file itself is shown too")
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    shown_at = models.BigIntegerField(null=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "taskforce_paper"


class Given(models.Model):
    """That an inject was brought in, on the day of the exercise, and what was seen then."""

    exercise = models.ForeignKey(Sheet, models.PROTECT, related_name="given")
    inject = models.IntegerField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    note = models.TextField(default="")

    class Meta:
        """Each inject once."""

        db_table = "taskforce_given"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["exercise", "inject"], name="taskforce_given_once")
        ]


class Rule(models.Model):
    """A dated setting: a number of days, where it comes from, and when somebody read that."""

    name = models.CharField(primary_key=True, max_length=20)
    days = models.IntegerField()
    source = models.CharField(max_length=300)
    as_of = models.DateField()
    changed_at = models.BigIntegerField()

    class Meta:
        """Named as the other tables of the room."""

        db_table = "taskforce_rule"
