"""The epoch of rights: what every process looks at to learn that rights have changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

# Rights changed: every process forgets what it has cached. The exchange's workers read the row
# with each page, and never load Django: so it is imported on use here.
BUMP = """
    INSERT INTO exchange_setting (name, value) VALUES ('rights', '1')
    ON CONFLICT (name)
    DO UPDATE SET value = CAST(CAST(exchange_setting.value AS BIGINT) + 1 AS VARCHAR(200))"""


@contextmanager
def rights_change() -> Iterator[None]:
    """A transaction after which every process looks at rights anew."""
    from django.db import connection, transaction

    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute(BUMP)
            if connection.vendor == "postgresql":
                cursor.execute("NOTIFY wardline")
