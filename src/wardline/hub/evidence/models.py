"""Tables of the evidence: what is citable, how people coded it, what was found, what was answered.

A quote is never stored: it is the span of the evidence's text. When a text is destroyed, so is
every quote of it.
"""

from __future__ import annotations

from django.db import models


class Evidence(models.Model):
    """One citable statement. Its number (E-7) never changes and is never given again."""

    # Which room it comes from, what in that room, and which part of that.
    room = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    part = models.CharField(max_length=80, default="")
    kind = models.CharField(max_length=12, help_text="hub.evidence.words.KINDS")
    state = models.CharField(max_length=10, default="standing", help_text="standing or withdrawn")
    public = models.BooleanField(default=False, help_text="whether everybody may read it")
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=2000, help_text="a path of the hub, or a URL")
    language = models.CharField(max_length=10, default="en")
    question = models.CharField(max_length=120, default="", help_text="as CALL/1, where it answers")
    sector = models.CharField(max_length=40, default="")
    dated = models.CharField(max_length=10, default="", help_text="the day the source is of")
    # Texts that are as good as one: a campaign letter. One of them is coded for all.
    alike = models.CharField(max_length=80, default="")
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of `text`, hex")
    revision = models.IntegerField(default=1)
    made_at = models.BigIntegerField(help_text="microseconds since 1970")
    changed_at = models.BigIntegerField()

    class Meta:
        """Each part of a source once; found by state, and by what it is as good as."""

        db_table = "evidence_evidence"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["room", "source", "part"], name="evidence_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["state", "public", "id"], name="evidence_by_state"),
            models.Index(fields=["state", "kind", "id"], name="evidence_by_kind"),
            models.Index(fields=["alike", "id"], name="evidence_by_alike"),
        ]


class Codebook(models.Model):
    """A version of the codebook; frozen from its first use on."""

    version = models.IntegerField(primary_key=True)
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    note = models.TextField(default="", help_text="why it was changed")
    content = models.TextField(help_text="wardline.evidence.codebook.Codebook as JSON")
    used_at = models.BigIntegerField(null=True, help_text="when somebody first coded with it")

    class Meta:
        """Named as the other tables of the room."""

        db_table = "evidence_codebook"


class Coded(models.Model):
    """That one person coded one evidence, with a version of the codebook; perhaps with no code."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="coded")
    coder = models.IntegerField(help_text="the person's number")
    coder_name = models.CharField(max_length=200)
    version = models.IntegerField()
    at = models.BigIntegerField()

    class Meta:
        """Each person once: coding again replaces what was there."""

        db_table = "evidence_coded"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["evidence", "coder"], name="evidence_coded_once")
        ]


class Mark(models.Model):
    """A code that a person gave, and to which words."""

    coded = models.ForeignKey(Coded, models.CASCADE, related_name="marks")
    code = models.CharField(max_length=60)
    start = models.IntegerField()
    end = models.IntegerField()

    class Meta:
        """Found from the code."""

        db_table = "evidence_mark"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["code", "coded"], name="evidence_by_code")
        ]


class Settled(models.Model):
    """Which codes stand where coders did not agree, and who settled it."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="settled")
    version = models.IntegerField()
    codes = models.TextField(help_text="JSON list")
    note = models.TextField(default="")
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)

    class Meta:
        """Named as the other tables of the room."""

        db_table = "evidence_settled"


class Proposed(models.Model):
    """A code that a machine proposes. Nothing counts it; a person codes."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="proposed")
    version = models.IntegerField()
    code = models.CharField(max_length=60)
    place = models.IntegerField(help_text="1: the likeliest")
    score = models.FloatField(help_text="0 to 1")
    model = models.CharField(max_length=64, help_text="SHA-256 of what it learnt from")

    class Meta:
        """Each place once."""

        db_table = "evidence_proposed"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["evidence", "place"], name="evidence_proposed_once")
        ]


class Finding(models.Model):
    """What the evidence shows. Its number (F-7) never changes; the public sees `shown`."""

    state = models.CharField(max_length=10, default="draft")  # draft, published, withdrawn
    version = models.IntegerField(default=0, help_text="the newest")
    shown = models.IntegerField(default=0, help_text="the published version; 0: none")
    # For filters and counts: as the published version says; where none is, as the newest one.
    kind = models.CharField(max_length=10)
    duty = models.CharField(max_length=1)
    sector = models.CharField(max_length=40, default="")
    question = models.CharField(max_length=120, default="")
    made_at = models.BigIntegerField()
    published_at = models.BigIntegerField(null=True)

    class Meta:
        """Found by state."""

        db_table = "evidence_finding"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["state", "id"], name="finding_by_state"),
            models.Index(fields=["duty", "state"], name="finding_by_duty"),
        ]


class FindingVersion(models.Model):
    """What a finding said from `at` on; kept for ever."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="versions")
    version = models.IntegerField()
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    content = models.TextField(help_text="hub.evidence.findings.Content as JSON")

    class Meta:
        """Each version once."""

        db_table = "evidence_finding_version"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["finding", "version"], name="finding_version_once")
        ]


class Citation(models.Model):
    """That a finding rests on these words of an evidence."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="citations")
    start = models.IntegerField()
    end = models.IntegerField()
    # Why the words are there no more: empty, withdrawn or changed.
    broken = models.CharField(max_length=10, default="")
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)

    class Meta:
        """The same words once; found from both sides."""

        db_table = "evidence_citation"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["finding", "evidence", "start", "end"], name="citation_once"
            )
        ]


class Reply(models.Model):
    """What was done ("you said, we did") about a finding, or about what one source said."""

    finding = models.ForeignKey(Finding, models.CASCADE, null=True, related_name="replies")
    room = models.CharField(max_length=20, default="")
    source = models.CharField(max_length=200, default="")
    text = models.TextField(help_text="by language, as JSON")
    at = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    withdrawn_at = models.BigIntegerField(null=True)

    class Meta:
        """Found from the source."""

        db_table = "evidence_reply"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["room", "source"], name="reply_by_source")
        ]
