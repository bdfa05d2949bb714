"""Tables: drafts that only their browser can read, incidents, and each version that was released.

`report` and `objects` hold what the privacy gate has let pass, nothing else: what was typed lies in
the sealed draft alone, and what a reviewer has to look at in the review queue's own vault.
"""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What a person is writing, sealed with a key that only their own browser holds."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=36)
    # Empty: the draft itself; else the question to which something long was pasted.
    part = models.CharField(max_length=60, default="")
    user = models.BigIntegerField()
    sealed = models.BinaryField()
    changed_at = models.BigIntegerField(help_text="microseconds since 1970", db_index=True)

    class Meta:
        """One row for one part of one draft."""

        db_table = "incidents_draft"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["number", "part"], name="incidents_draft_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["user", "changed_at"], name="incidents_draft_list")
        ]


class Incident(models.Model):
    """One incident of one organization, known to its own people alone."""

    # The number of the draft that it was written in: sent twice, it is one incident.
    id = models.CharField(primary_key=True, max_length=36)
    organization = models.CharField(max_length=36)
    user = models.BigIntegerField(help_text="who reported it")
    user_name = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    # 'named', 'hub' or, for what an older version was, the choice of its last version.
    choice = models.CharField(max_length=10)
    state = models.CharField(max_length=10, help_text="of its newest version")
    report = models.TextField(help_text="the newest report, screened, with its exact times; JSON")
    stix = models.CharField(max_length=36, help_text="the UUID of the STIX incident")
    stix_created = models.BigIntegerField(help_text="microseconds since 1970")
    worksheet = models.TextField(default="", help_text="the four factors, JSON; names nobody")
    created_at = models.BigIntegerField(help_text="microseconds since 1970")
    changed_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Listed by organization, the newest first."""

        db_table = "incidents_incident"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["organization", "changed_at"], name="incidents_list")
        ]


class Version(models.Model):
    """One release of an incident: exactly what leaves, and what became of it."""

    # The number of its preview: sent twice, it is released once.
    id = models.CharField(primary_key=True, max_length=36)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    choice = models.CharField(max_length=10)
    # waiting → released; review → approved → released; review → refused or gone; any → withdrawn.
    state = models.CharField(max_length=10)
    collection = models.CharField(max_length=36)
    tlp = models.CharField(max_length=20)
    report = models.TextField(help_text="screened, JSON")
    objects_sent = models.TextField(help_text="the bytes that leave, each as text; a JSON array")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what leaves")
    reviewed = models.BooleanField(default=False)
    user = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.BigIntegerField(help_text="when a person released it; microseconds since 1970")
    due_at = models.BigIntegerField(help_text="when it leaves with others")
    released_at = models.BigIntegerField(null=True)
    submission = models.CharField(max_length=36, default="", help_text="in the review queue")
    entry = models.CharField(max_length=36, default="", help_text="of the audit log")
    outcomes = models.TextField(default="[]", help_text="id, state and message of each; JSON")

    class Meta:
        """Counted up within an incident; what waits is found by when it is due."""

        db_table = "incidents_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["incident", "number"], name="incidents_version_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["state", "due_at"], name="incidents_version_due")
        ]


class Clock(models.Model):
    """A clock: one of the law's as the hub's staff keep it, or one that an organization added."""

    id = models.BigAutoField(primary_key=True)
    organization = models.CharField(max_length=36, help_text="empty: the law's")
    name = models.CharField(max_length=100)
    rule = models.TextField(help_text="wardline.incidents.clocks.Rule, JSON")
    user_name = models.CharField(max_length=200)
    changed_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """One row for one clock of one organization."""

        db_table = "incidents_clock"
        ordering = ("name",)
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["organization", "name"], name="incidents_clock_once")
        ]


class Done(models.Model):
    """That what a clock asks for was done for an incident."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE)
    clock = models.CharField(max_length=100)
    user_name = models.CharField(max_length=200)
    at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Once for one clock of one incident."""

        db_table = "incidents_done"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["incident", "clock"], name="incidents_done_once")
        ]
