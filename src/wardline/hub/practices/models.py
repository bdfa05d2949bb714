"""Tables of the practices: each with all of its versions."""

from __future__ import annotations

from django.db import models


class Practice(models.Model):
    """What another sector does; its text is in its newest version."""

    id = models.CharField(primary_key=True, max_length=60)
    version = models.IntegerField(default=0)
    sector = models.CharField(max_length=20)
    # good, part or poor: how well it fits those without, and with, a security team.
    small = models.CharField(max_length=4)
    large = models.CharField(max_length=4)
    shown = models.BooleanField(default=False, help_text="whether everybody may read it")

    class Meta:
        """Found by sector."""

        db_table = "practices_practice"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["shown", "sector"], name="practices_by_sector")
        ]


class PracticeVersion(models.Model):
    """What a practice said from `at` on; kept for ever."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="versions")
    version = models.IntegerField()
    at = models.BigIntegerField(help_text="microseconds since 1970")
    by_name = models.CharField(max_length=200)
    content = models.TextField(help_text="hub.practices.service.Content as JSON")

    class Meta:
        """Each version once."""

        db_table = "practices_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["practice", "version"], name="practices_version_once")
        ]
