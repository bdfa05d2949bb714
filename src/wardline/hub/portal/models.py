"""Tables of the shell: what the law says, with the day on which it was looked up."""

from __future__ import annotations

from django.db import models


class Law(models.Model):
    """A legal text that pages show, never a constant: statutes lapse and return (DESIGN 8)."""

    name = models.CharField(primary_key=True, max_length=60, help_text="as 'shared-voluntarily'")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, help_text="as '6 U.S.C. 1504(d)'")
    text = models.TextField()
    as_of = models.DateField(help_text="the day on which somebody last read the source")
    changed_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Read in order of title."""

        db_table = "portal_law"
        ordering = ("title",)
