"""Every migration runs forward on a filled database of both kinds, and loses nothing (STYLE 8)."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import console
from wardline.agent.copy import FILE_NAME, Copy

FIRST = """
import sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]), create=True)
from django.core.management import call_command
from django.db import connection
call_command("migrate", "members", verbosity=0)
call_command("migrate", "exchange", "0001", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO exchange_setting (name, value) VALUES ('cursor_secret', %s)",
                   ["00" * 32])
    cursor.execute("INSERT INTO exchange_setting (name, value) VALUES ('rights', '1')")
    cursor.execute("INSERT INTO exchange_collection (uuid, title, description, read_all, write_all,"
                   " last_added, created_at) VALUES (%s, 'Old', '', %s, %s, 5, 1)",
                   [sys.argv[2], True, True])
    cursor.execute("INSERT INTO exchange_visibility (key) VALUES ('GREEN/|')")
    cursor.execute("INSERT INTO exchange_presence (collection_id, visibility_id) VALUES (1, 1)")
    cursor.execute("INSERT INTO exchange_tombstone (collection_id, visibility_id, type, uuid,"
                   " version_text, added, organization) VALUES (1, 1, 'indicator', %s, '', 5, '')",
                   [b"\\x01" * 16])
"""
UPGRADING = Path(__file__).with_name("upgrading.py")
NUMBER = "5d9e0b0e-9c4e-4e52-8d0d-2d3f6f5f0a11"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_hub_of_the_first_schema_goes_on(kind, make_hub, make_indicator):
    hub = make_hub(kind, start=False)
    console.run(hub.data, NUMBER, env=hub.environment, code=FIRST, check=True)
    hub.start()
    member = hub.member()
    [old] = member.get(f"collections/{NUMBER}/x-deleted/").json()["objects"]
    assert (old["id"], "recalled" in old) == (
        "indicator--" + "01" * 4 + "-0101" * 3 + "-" + "01" * 6,
        False,
    )
    sent = make_indicator()
    assert member.post(NUMBER, [sent]).json()["success_count"] == 1
    assert member.ids(NUMBER) == [sent["id"]]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_who_make_a_hub_at_once_are_not_in_each_others_way(kind, make_hub):
    hub = make_hub(kind, start=False)
    # As when the commands of the README are pasted at once.
    words = [sys.executable, "-m", "wardline", "org", "add"]
    started = [
        subprocess.Popen(
            [*words, f"Made-up {number}", "--kind", "hospital", "--data", str(hub.data)],
            env=hub.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    ended = [(one.communicate(timeout=120), one.returncode) for one in started]
    assert [(told[1], code) for told, code in ended] == [("", 0)] * 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_row_in_every_table_of_an_older_hub_is_as_it_was(kind, make_hub, tmp_path):
    hub = make_hub(kind, start=False)
    for step in ("old", "new"):
        words = [
            sys.executable,
            str(UPGRADING),
            str(hub.data),
            step,
            str(tmp_path / f"{step}.json"),
        ]
        subprocess.run(words, check=True, env=hub.environment, timeout=200)
    old, new = (json.loads((tmp_path / f"{step}.json").read_text()) for step in ("old", "new"))
    assert old["filled"] > 100
    for table, rows in old["rows"].items():
        assert rows, table
        for row in rows:
            same = [one for one in new["rows"][table] if row.items() <= one.items()]
            assert same, (table, row)


def test_a_member_of_the_first_schema_goes_on(tmp_path):
    Copy(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        for table in ("recalled", "pseudonym", "screening"):
            database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version = 1")
        obj = {"id": "indicator--1", "type": "indicator"}
        database.execute(
            "INSERT INTO object VALUES ('indicator--1', 'c', 'indicator', 0, '', 0, ?)",
            (json.dumps(obj).encode(),),
        )
    copy = Copy(tmp_path)
    assert copy.find("indicator--1") == ("c", obj)
    copy.keep_pseudonyms("case", {"[HOST-1]": "made-up"})
    assert copy.pseudonyms("case") == {"[HOST-1]": "made-up"}
    assert copy.recalled(0) == []
    copy.close()
