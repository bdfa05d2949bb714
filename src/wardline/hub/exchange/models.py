"""Tables of the exchange. The hot path reads them by the named queries in `queries.py`."""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """A value that all processes of one hub share: the cursor secret, the rights' epoch."""

    name = models.CharField(primary_key=True, max_length=40)
    value = models.CharField(max_length=200)

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "exchange_setting"


class Collection(models.Model):
    """A TAXII collection."""

    id = models.AutoField(primary_key=True)
    uuid = models.CharField(max_length=36, unique=True)
    alias = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 # unique, so none is NULL
    title = models.CharField(max_length=200)
    description = models.TextField(default="")
    read_all = models.BooleanField(default=False)
    write_all = models.BooleanField(default=False)
    # The date_added of its newest record: the row whose lock orders the writers of a collection.
    last_added = models.BigIntegerField(default=0)
    created_at = models.BigIntegerField()

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "exchange_collection"


class Named(models.Model):
    """Whom a collection names as reader or writer: an organization, or a sharing group."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey("Collection", on_delete=models.CASCADE)
    # One of both; the other is empty.
    organization = models.CharField(max_length=36, default="")
    group = models.CharField(max_length=36, default="")
    can_read = models.BooleanField(default=False)
    can_write = models.BooleanField(default=False)

    class Meta:
        """One row for one organization or group in one collection."""

        db_table = "exchange_named"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["collection", "organization", "group"], name="exchange_named_once"
            )
        ]


class Grant(models.Model):
    """What an organization may do in a collection, by its own name or by a group that it is in.

    Made from `Named` and the groups (`grants.settle`), so that the hot path asks one row.
    """

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    organization = models.CharField(max_length=36)
    can_read = models.BooleanField(default=False)
    can_write = models.BooleanField(default=False)

    class Meta:
        """One row for one organization in one collection."""

        db_table = "exchange_grant"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["collection", "organization"], name="exchange_grant_once"
            )
        ]


class Visibility(models.Model):
    """An interned `core.policy.Visibility`."""

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=1000, unique=True)

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "exchange_visibility"


class Presence(models.Model):
    """That a collection holds (or held) records of a visibility: pages ask for no others."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    visibility = models.ForeignKey(Visibility, on_delete=models.PROTECT, db_index=False)

    class Meta:
        """One row for one pair."""

        db_table = "exchange_presence"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["collection", "visibility"], name="exchange_presence_once"
            )
        ]


class Record(models.Model):
    """One rendition of one version of one object in one collection; the body is never changed."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, db_index=False)
    visibility = models.ForeignKey(Visibility, on_delete=models.PROTECT, db_index=False)
    # As the object's own markings ask; `visibility` may be narrower where versions overlap.
    folded = models.ForeignKey(
        Visibility, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # 1 where no newer version is visible to those who may see this one; 0 otherwise.
    latest = models.SmallIntegerField()
    first = models.SmallIntegerField()
    type = models.CharField(max_length=250)
    uuid = models.BinaryField(max_length=16)
    version = models.BigIntegerField(help_text="modified, else created; microseconds since 1970")
    version_text = models.CharField(max_length=60)
    added = models.BigIntegerField(help_text="date_added; microseconds since 1970")
    owner = models.CharField(max_length=36, help_text="who shared it; empty: the hub itself")
    # The Path on which it came from other hubs; NULL: it came in here.
    via = models.IntegerField(null=True)
    body = models.BinaryField()

    class Meta:
        """Two indexes to page by, both filled in order; objects are found by Identity."""

        db_table = "exchange_record"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(
                fields=["collection", "visibility", "latest", "added"], name="exchange_record_page"
            ),
            models.Index(
                fields=["collection", "visibility", "type", "latest", "added"],
                name="exchange_record_type",
            ),
        ]


class Identity(models.Model):
    """Where the records of an object are: a hash of its identity → a record.

    Identifiers are random, so each one lands on another page of this index. With a million
    objects a batch of a thousand would write 13 MB of such pages; new ones therefore wait in
    `RecentIdentity`, which stays small, and move here in order, many at a time.
    """

    id = models.BigAutoField(primary_key=True)
    collection = models.IntegerField()
    hash = models.BigIntegerField()
    record = models.BigIntegerField()

    class Meta:
        """Covers its one query."""

        db_table = "exchange_identity"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["collection", "hash", "record"], name="exchange_identity_find")
        ]


class RecentIdentity(models.Model):
    """The identities that came last and wait to be moved."""

    id = models.BigAutoField(primary_key=True)
    collection = models.IntegerField()
    hash = models.BigIntegerField()
    record = models.BigIntegerField()

    class Meta:
        """Covers its one query."""

        db_table = "exchange_identity_recent"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["collection", "hash", "record"], name="exchange_recent_find")
        ]


class Tombstone(models.Model):
    """That a version was deleted or recalled, for those who may have received it."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, db_index=False)
    visibility = models.ForeignKey(Visibility, on_delete=models.PROTECT, db_index=False)
    type = models.CharField(max_length=250)
    uuid = models.BinaryField(max_length=16)
    version_text = models.CharField(max_length=60)
    added = models.BigIntegerField(help_text="when it was deleted, in the collection's sequence")
    organization = models.CharField(max_length=36, help_text="who deleted it")
    recall = models.TextField(default="", help_text="why it was recalled; empty: deleted")
    via = models.IntegerField(null=True, help_text="the path by which it came, as of a record")

    class Meta:
        """Read like records: by visibility, in the collection's sequence."""

        db_table = "exchange_tombstone"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(
                fields=["collection", "visibility", "added"], name="exchange_tombstone_page"
            ),
            models.Index(fields=["collection", "uuid"], name="exchange_tombstone_find"),
        ]


class Status(models.Model):
    """What became of one request to add objects (TAXII 2.1 section 4.3)."""

    id = models.CharField(primary_key=True, max_length=36)
    organization = models.CharField(max_length=36)
    expires_at = models.BigIntegerField(db_index=True)
    body = models.BinaryField(help_text="the status resource, compressed with zlib")

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "exchange_status"


class Definition(models.Model):
    """What a marking-definition that was shared here means for who may see."""

    id = models.BigAutoField(primary_key=True)
    # Only its own sharer's objects are read by it: nobody may reinterpret another's markings.
    owner = models.CharField(max_length=36)
    marking = models.CharField(max_length=80)
    label = models.CharField(max_length=20, help_text="a TLP name, or 'statement'")

    class Meta:
        """The first definition of a marking stands."""

        db_table = "exchange_definition"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["owner", "marking"], name="exchange_definition_once")
        ]


class Path(models.Model):
    """The hubs that an object passed, one after the other: it is given back to none of them."""

    id = models.AutoField(primary_key=True)
    # Ids with commas between: where it began first, who gave it to us last.
    hubs = models.CharField(max_length=1300, unique=True)

    class Meta:
        """The table's name is part of the hot path's SQL."""

        db_table = "exchange_path"


class Feed(models.Model):
    """A peer's collection that is pulled from or pushed to, and where the last time stopped."""

    id = models.CharField(primary_key=True, max_length=36)
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=20)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT)
    # "in" or "out".
    direction = models.CharField(max_length=3, default="in")
    # The organization of the peer; empty: a publication that nobody agreed on anything with.
    peer = models.CharField(max_length=36, default="")
    # For feeds out: beneath the agreement's own; empty: as the agreement says.
    ceiling = models.SmallIntegerField(null=True)
    secret_file = models.CharField(max_length=1000, default="")
    cursor = models.TextField(default="")
    # Up to where the peer's (in) or our (out) deletions were passed on.
    stones = models.TextField(default="")
    created_at = models.BigIntegerField()
    pulled_at = models.BigIntegerField(null=True)
    problem = models.TextField(default="")
    added = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    # For the hub that pulls by itself (hub/puller.py); all in microseconds since 1970.
    next_at = models.BigIntegerField(default=0, help_text="when it is due")
    lease_until = models.BigIntegerField(default=0, help_text="until then somebody pulls it")
    started_at = models.BigIntegerField(null=True, help_text="since when it is being pulled")
    failures = models.IntegerField(default=0, help_text="pulls in a row with a problem")

    class Meta:
        """One row for one address, collection and direction."""

        db_table = "exchange_feed"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["url", "collection", "direction"], name="exchange_feed_once"
            )
        ]


class Host(models.Model):
    """A machine that serves this hub, as its keeper tells again and again (hub/hosts.py)."""

    id = models.BigAutoField(primary_key=True)
    # The mark of its data folder, and the machine's own name.
    folder = models.CharField(max_length=36)
    machine = models.CharField(max_length=255)
    pages = models.BooleanField(help_text="false: it serves programs alone")
    address = models.CharField(max_length=300)
    release = models.CharField(max_length=40)
    settings = models.TextField(help_text="JSON of those that must be equal on all hosts")
    told_at = models.BigIntegerField(help_text="microseconds since 1970, by the database's clock")
    ahead = models.BigIntegerField(help_text="microseconds that its own clock was ahead then")

    class Meta:
        """One row for one folder on one machine."""

        db_table = "exchange_host"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["folder", "machine"], name="exchange_host_once")
        ]


class Listed(models.Model):
    """An object that a feed's list named when it was last looked at, or named once (`listing`)."""

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, db_index=False)
    object = models.CharField(max_length=100, help_text="its STIX id")
    ended = models.BooleanField(default=False, help_text="the list names it no more")

    class Meta:
        """One row for each object of a feed; found by the object, too."""

        db_table = "exchange_listed"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["feed", "object"], name="exchange_listed_once")
        ]
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["object"], name="exchange_listed_object")
        ]


class MispEvent(models.Model):
    """An event of a MISP server that a feed took in, or put there (`misppull`, `misppush`)."""

    REFUSED = "refused "

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, db_index=False)
    event = models.CharField(max_length=36, help_text="its UUID")
    # In: its timestamp and publication there. Out: a digest of what was sent; empty from before it
    # is sent until the answer; behind REFUSED where no event of ours stands there.
    stamp = models.CharField(max_length=64)
    # Out: what was sent, by the UUIDs of attributes.
    held = models.TextField(default="")

    class Meta:
        """One row for each event of a feed."""

        db_table = "exchange_misp_event"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(fields=["feed", "event"], name="exchange_misp_event_once")
        ]


class Clash(models.Model):
    """Something of a peer's that a rule decided on, or that a peer refused: for the staff."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, db_index=False)
    # The hub that gave it, as paths name it; for what was refused there, the feed's id.
    giver = models.CharField(max_length=36)
    # "in" or "out".
    direction = models.CharField(max_length=3)
    object = models.CharField(max_length=300)
    version = models.CharField(max_length=60)
    # See exchange/clashes.py.
    kind = models.CharField(max_length=20)
    reason = models.TextField(default="")
    # Since when nobody has looked at it: again from the start where it comes after that.
    first_at = models.BigIntegerField(help_text="microseconds since 1970")
    last_at = models.BigIntegerField(help_text="microseconds since 1970")
    times = models.IntegerField(default=1)
    settled_at = models.BigIntegerField(null=True, help_text="when somebody of the staff saw it")

    class Meta:
        """The same again is counted, not listed."""

        db_table = "exchange_clash"
        constraints = [  # noqa: RUF012 # Django reads a list
            models.UniqueConstraint(
                fields=["collection", "direction", "giver", "object", "version", "kind"],
                name="exchange_clash_once",
            )
        ]
        indexes = [models.Index(fields=["last_at"], name="exchange_clash_list")]  # noqa: RUF012 # as above


class Screening(models.Model):
    """What the privacy gate said of one batch: by which limb it passed, and counts, no values.

    The objects of a batch are those whose date_added lies between the first and the last.
    *Source*: 6 U.S.C. 1503(d)(2): (A) reviewed by a person, (B) by a technical capability.
    """

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, db_index=False)
    organization = models.CharField(max_length=36, help_text="who shared it; empty: the hub")
    first_added = models.BigIntegerField()
    last_added = models.BigIntegerField()
    limb = models.CharField(max_length=20, help_text="technical or manual")
    reviewer = models.CharField(max_length=80, help_text="who reviewed; empty: nobody had to")
    rules = models.CharField(max_length=40, help_text="version of the gate's rules")
    passed = models.IntegerField()
    refused = models.IntegerField()
    found = models.TextField(help_text="label → how often, as JSON")
    at = models.BigIntegerField(help_text="microseconds since 1970")

    class Meta:
        """Found by an object's date_added."""

        db_table = "exchange_screening"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(fields=["collection", "last_added"], name="exchange_screening_find")
        ]


class Sighting(models.Model):
    """Which organization told that it saw which object: counted for the object's sharer only."""

    id = models.BigAutoField(primary_key=True)
    collection = models.IntegerField()
    seen = models.BigIntegerField(help_text="hash of the identity of the object that was seen")
    sighting = models.BigIntegerField(help_text="hash of the sighting's own identity")
    organization = models.CharField(max_length=36)

    class Meta:
        """Counted by what was seen, dropped by the sighting."""

        db_table = "exchange_sighting"
        indexes = [  # noqa: RUF012 # Django reads a list
            models.Index(
                fields=["collection", "seen", "organization"], name="exchange_sighting_count"
            ),
            models.Index(fields=["collection", "sighting"], name="exchange_sighting_drop"),
        ]
