"""Tables of bulletins: what they said in each version, and how far they went."""

from __future__ import annotations

from django.db import models

from wardline.hub.members.models import Organization, User


class Bulletin(models.Model):
    """A bulletin; its text is in its versions."""

    id = models.CharField(primary_key=True, max_length=20, help_text="as WB-2026-0001")
    # The version that readers see; 0: none was released.
    released = models.IntegerField(default=0)
    first_at = models.BigIntegerField(null=True, help_text="its first release, microseconds")
    changed_at = models.BigIntegerField(help_text="the last release or the withdrawal")
    withdrawn_at = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=400, default="", help_text="why it was taken back")
    created_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """The newest first."""

        db_table = "bulletins_bulletin"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["changed_at"], name="bulletins_newest")
        ]


class Version(models.Model):
    """What a bulletin says in one version; kept for ever once it is released."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="versions")
    number = models.IntegerField()
    # draft, asked (waits for a second person) or released.
    state = models.CharField(max_length=10)
    content = models.TextField(help_text="wardline.bulletins.model.Bulletin as JSON")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, hex")
    revision = models.IntegerField(default=1, help_text="of a draft, so that none is overwritten")
    # Everybody who wrote on it: none of them releases it.
    writers = models.TextField(default="[]", help_text="numbers of users, JSON")
    writer = models.CharField(max_length=200, help_text="who changed it last")
    releaser = models.CharField(max_length=200, default="")
    reason = models.CharField(max_length=400, default="", help_text="why it was corrected")
    note = models.CharField(max_length=400, default="", help_text="why it was sent back")
    changed_at = models.BigIntegerField(help_text="microseconds since 1970")
    released_at = models.BigIntegerField(null=True)

    class Meta:
        """Each version once."""

        db_table = "bulletins_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["bulletin", "number"], name="bulletins_version_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["state"], name="bulletins_by_state")
        ]


class Numbering(models.Model):
    """The last number that was given in a year: none is given twice, dropped drafts' neither."""

    year = models.IntegerField(primary_key=True)
    last = models.IntegerField(default=0)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "bulletins_numbering"


class Named(models.Model):
    """That what was released names an advisory, or was started from it: for links both ways."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="named")
    advisory = models.CharField(max_length=300, db_index=True, help_text="/document/tracking/id")

    class Meta:
        """Once for each of both."""

        db_table = "bulletins_named"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["bulletin", "advisory"], name="bulletins_named_once")
        ]


class Picture(models.Model):
    """A picture of a version, by its digest."""

    digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, hex")
    data = models.BinaryField(help_text="PNG without metadata")
    made_at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "bulletins_picture"


class Going(models.Model):
    """One way out that a version still has to go, and how far it went: the outbox."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="going")
    # stix, hooks, people, remind, gone-stix, gone-people.
    what = models.CharField(max_length=12)
    due_at = models.BigIntegerField(help_text="not before; microseconds since 1970")
    # The last person that was looked at.
    upto = models.BigIntegerField(default=0)
    done_at = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=300, default="")

    class Meta:
        """Each way once."""

        db_table = "bulletins_going"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["version", "what"], name="bulletins_going_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["done_at", "due_at"], name="bulletins_going_due")
        ]


class Profile(models.Model):
    """What a person told of themselves, so that only what concerns them comes."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    size = models.CharField(max_length=10, default="")
    role = models.CharField(max_length=20, default="")
    systems = models.TextField(default="[]", help_text="JSON list of names")
    everything = models.BooleanField(default=False, help_text="also what does not concern them")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "bulletins_profile"


class Answer(models.Model):
    """What an organization said of a bulletin, and when; the newest one holds."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="answers")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    user = models.BigIntegerField()
    # seen, not-concerned, doing or done.
    state = models.CharField(max_length=15)
    at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Found by bulletin and organization."""

        db_table = "bulletins_answer"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["bulletin", "organization", "at"], name="bulletins_answered")
        ]


class Given(models.Model):
    """That a person was shown a version, though nobody told them: a correction reaches them."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="given")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Once for each person and version."""

        db_table = "bulletins_given"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["version", "user"], name="bulletins_given_once")
        ]
