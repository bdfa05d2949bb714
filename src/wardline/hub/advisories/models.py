"""Tables of the advisories. A document's bytes are kept as they were checked and signed."""

from __future__ import annotations

from django.db import models


class SigningKey(models.Model):
    """An OpenPGP key of the hub; its secret half is sealed under a key file in DIR/csaf."""

    fingerprint = models.CharField(primary_key=True, max_length=64)
    public = models.TextField(help_text="armored")
    vault = models.CharField(max_length=36)
    sealed = models.BinaryField()
    made_at = models.BigIntegerField(help_text="microseconds since 1970")
    retired_at = models.BigIntegerField(null=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_signing_key"


class Provider(models.Model):
    """Another CSAF provider that the hub takes documents from."""

    id = models.CharField(primary_key=True, max_length=36)
    url = models.CharField(max_length=500, unique=True, help_text="of its provider-metadata.json")
    # Its folder beside aggregator.json; made of its name once it is known.
    folder = models.CharField(max_length=80, default="", db_index=True)
    name = models.CharField(max_length=200, default="")
    namespace = models.CharField(max_length=500, default="")
    category = models.CharField(max_length=20, default="other")
    role = models.CharField(max_length=30, default="csaf_provider")
    listed = models.BooleanField(default=True, help_text="it lets itself be listed")
    mirrored = models.BooleanField(default=True, help_text="it lets itself be mirrored")
    updated = models.CharField(max_length=40, default="", help_text="its metadata's last_updated")
    keys = models.TextField(default="[]", help_text="public OpenPGP keys, armored, as JSON")
    seen = models.TextField(default="{}", help_text="address → ETag or date, as JSON")
    marks = models.TextField(default="{}", help_text="list's address → what to ask with, as JSON")
    known = models.TextField(
        default="{}", db_default="{}", help_text="metadata and keys as they last came, as JSON"
    )
    secret_file = models.CharField(
        max_length=500, default="", help_text="what lets us in lies there"
    )
    secret_header = models.CharField(max_length=100, default="", help_text="empty: Authorization")
    client_cert = models.CharField(
        max_length=500, default="", db_default="", help_text="our TLS certificate there: its file"
    )
    client_key = models.CharField(
        max_length=500, default="", db_default="", help_text="the file of its key"
    )
    active = models.BooleanField(default=True)
    added_at = models.BigIntegerField()
    pulled_at = models.BigIntegerField(null=True)
    next_at = models.BigIntegerField(default=0)
    taken = models.IntegerField(default=0)
    problem = models.TextField(default="")
    failures = models.IntegerField(default=0)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_provider"


class Advisory(models.Model):
    """An advisory in its newest released version: what lists and filters need."""

    # The provider's id; empty: the hub's own.
    source = models.CharField(max_length=36, default="")
    number = models.CharField(max_length=300, help_text="/document/tracking/id")
    path = models.CharField(max_length=320, help_text="YEAR/FILE in its label's folder")
    tlp = models.SmallIntegerField(help_text="core.tlp.TLP")
    title = models.CharField(max_length=300)
    summary = models.TextField(default="")
    category = models.CharField(max_length=100)
    publisher = models.CharField(max_length=300)
    version = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    released = models.CharField(max_length=40, help_text="initial_release_date, as it stands")
    revised = models.CharField(max_length=40, help_text="current_release_date, as it stands")
    revised_at = models.BigIntegerField(help_text="the same in microseconds since 1970")
    first_at = models.BigIntegerField(help_text="when it first stood here")
    score = models.FloatField(default=-1.0, help_text="worst CVSS base score; -1: none")
    severity = models.CharField(max_length=60, default="")
    signed = models.BooleanField(default=True)
    withdrawn = models.BooleanField(default=False)
    words = models.TextField(default="", help_text="what a search looks through, folded")

    class Meta:
        """Each document once for each source, newest first."""

        db_table = "advisories_advisory"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["source", "number"], name="advisory_number_once"),
            models.UniqueConstraint(fields=["source", "path"], name="advisory_path_once"),
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["revised_at", "id"], name="advisory_by_revision"),
            models.Index(fields=["source", "tlp"], name="advisory_by_source"),
        ]


class Version(models.Model):
    """One released version: its bytes, digests and signature, for good."""

    advisory = models.ForeignKey(Advisory, models.CASCADE, related_name="versions")
    version = models.CharField(max_length=60)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sha512 = models.CharField(max_length=128)
    signature = models.TextField(default="", help_text="detached, armored")
    signer = models.CharField(max_length=64, default="", help_text="fingerprint")
    at = models.BigIntegerField(help_text="microseconds since 1970")
    by_name = models.CharField(max_length=200, default="")
    second_name = models.CharField(max_length=200, default="", help_text="who released it")

    class Meta:
        """Each version once."""

        db_table = "advisories_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["advisory", "version"], name="advisory_version_once")
        ]


class Cve(models.Model):
    """That an advisory is about a CVE: for links both ways."""

    advisory = models.ForeignKey(Advisory, models.CASCADE, related_name="cves")
    cve = models.CharField(max_length=30, db_index=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_cve"


class Named(models.Model):
    """An organization that a TLP:RED advisory names as a recipient."""

    advisory = models.ForeignKey(Advisory, models.CASCADE, related_name="named")
    organization = models.CharField(max_length=36, db_index=True)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_named"


class Waiting(models.Model):
    """A checked document that waits for a second person."""

    number = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    version = models.CharField(max_length=60)
    tlp = models.SmallIntegerField()
    body = models.BinaryField()
    named = models.TextField(default="[]", help_text="organizations, as JSON")
    at = models.BigIntegerField()
    by_user = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_waiting"


class Aside(models.Model):
    """A document of a provider that was not taken, kept aside with its place and the reason."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="asides")
    url = models.CharField(max_length=500)
    pointer = models.CharField(max_length=300, default="")
    reason = models.TextField()
    taken = models.BooleanField(default=False, help_text="taken in all the same, with faults")
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    at = models.BigIntegerField()

    class Meta:
        """The newest of each address."""

        db_table = "advisories_aside"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["provider", "url"], name="aside_once")
        ]


class Answer(models.Model):
    """What one member says of one advisory: each step with its moment; only the last one counts."""

    advisory = models.ForeignKey(Advisory, models.CASCADE, related_name="answers")
    organization = models.CharField(max_length=36)
    state = models.CharField(max_length=20, help_text="wardline.advisories.answers.STATES")
    planned_for = models.CharField(max_length=10, default="", help_text="a day, as 2026-01-31")
    devices = models.IntegerField(null=True, help_text="how many they have, if they say so")
    addressed = models.IntegerField(null=True, help_text="how many of them are addressed")
    size = models.CharField(max_length=20, default="Unknown")
    by_name = models.CharField(max_length=200, default="")
    changed_at = models.BigIntegerField()
    # When each step was first reached; microseconds since 1970.
    acknowledged_at = models.BigIntegerField(null=True)
    concerned_at = models.BigIntegerField(null=True)
    spared_at = models.BigIntegerField(null=True)
    done_at = models.BigIntegerField(null=True)

    class Meta:
        """One for each member."""

        db_table = "advisories_answer"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["advisory", "organization"], name="answer_once")
        ]


class Edition(models.Model):
    """One publication of the sector's picture: the figures that it adds, and their digest."""

    number = models.IntegerField(primary_key=True, help_text="from 0")
    as_of = models.BigIntegerField(unique=True)
    made_at = models.BigIntegerField()
    body = models.TextField(help_text="canonical JSON")
    digest = models.CharField(max_length=64, help_text="SHA-256 of `body`")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_edition"


class Step(models.Model):
    """A step as an edition first counted it; it stays as it was."""

    edition = models.ForeignKey(Edition, models.PROTECT)
    step = models.CharField(max_length=32, unique=True, help_text="keyed digest")
    member = models.CharField(max_length=32, help_text="keyed digest")
    advisory = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    size = models.CharField(max_length=20)
    reached = models.CharField(max_length=20)
    took = models.CharField(max_length=20)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_step"


class Case(models.Model):
    """A weakness that somebody reported; what is said of it is sealed under a key of its own."""

    id = models.CharField(primary_key=True, max_length=36)
    state = models.CharField(max_length=12, default="open", help_text="open, closed, destroyed")
    tlp = models.SmallIntegerField(default=4, help_text="core.tlp.TLP; RED until staff decide")
    embargo = models.CharField(max_length=10, default="", help_text="until this day, 2026-01-31")
    advisory = models.CharField(max_length=300, default="", help_text="tracking id it ends in")
    messages = models.IntegerField(default=0, help_text="the last number that was given")
    received_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_case"


class Party(models.Model):
    """Who takes part in a case: a member organization, or whoever holds a case code."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=12, help_text="finder, maker or other")
    organization = models.CharField(max_length=36, default="", db_index=True)
    code = models.CharField(max_length=64, null=True, unique=True, help_text="SHA-256, hex")  # noqa: DJ001 # unique where there is one
    since = models.BigIntegerField()

    class Meta:
        """Named as the other tables of the room."""

        db_table = "advisories_party"


class Message(models.Model):
    """What a party or the staff wrote in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="written")
    number = models.IntegerField()
    role = models.CharField(max_length=12)
    sealed = models.BinaryField()
    at = models.BigIntegerField()

    class Meta:
        """In order."""

        db_table = "advisories_message"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["case", "number"], name="case_message_once")
        ]
