"""What a user would pick instead, started as its users start it, and the limit: nginx.

Each is a context manager that gives a `Target` for the load meter; programs are named by the
caller, so that nothing of a peer is ever installed with us.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from wardline.core.errors import ConfigError
from wardline.testing.procs import free_port
from wardline.testing.taxii.load import MEDIA, Target, made_up, target

# More, and medallion's memory backend takes minutes for a page (8 minutes at 10,000, measured).
MEDALLION_OBJECTS = 1_000
OPENTAXII_OBJECTS = 10_000
_BATCH = 500
_NUMBER = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
_BASIC = f"Basic {base64.b64encode(b'bench:bench').decode()}"


@contextlib.contextmanager
def nginx(program: str, root: Path, folder: Path) -> Iterator[int]:
    """One nginx worker that sends the files in `root`; gives its port."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; user root; worker_processes 1; pid {folder}/nginx.pid; "
        f"error_log /dev/null; events {{}} http {{ access_log off; sendfile on; "
        f"open_file_cache max=10; keepalive_requests 1000000; "
        f"server {{ listen 127.0.0.1:{port}; root {root}; }} }}",
        encoding="utf-8",
    )
    with _running([program, "-c", str(config)], folder / "nginx.log", port):
        yield port


@contextlib.contextmanager
def medallion(python: Path, folder: Path, objects: int = MEDALLION_OBJECTS) -> Iterator[Target]:
    """Medallion with its memory backend."""
    port = free_port()
    (folder / "peer-data.json").write_text(json.dumps(_medallion_data(objects)), encoding="utf-8")
    config = {
        "backend": {
            "module": "medallion.backends.memory_backend",
            "module_class": "MemoryBackend",
            "filename": str(folder / "peer-data.json"),
        },
        "users": {"bench": "bench"},
        "taxii": {"max_page_size": 1000},
    }
    (folder / "peer.json").write_text(json.dumps(config), encoding="utf-8")
    code = "from medallion.scripts.run import main; main()"
    where = ["--host", "127.0.0.1", "--port", str(port), str(folder / "peer.json")]
    with _running([str(python), "-c", code, *where], folder / "medallion.log", port):
        yield target(f"http://127.0.0.1:{port}/root/collections/{_NUMBER}/", _BASIC)


def _medallion_data(many: int) -> dict[str, Any]:
    objects = [json.loads(raw) for raw in made_up(many)]
    media = "application/stix+json;version=2.1"
    manifest = [
        {
            "id": obj["id"],
            "date_added": f"2026-01-01T00:00:00.{index:06d}Z",
            "version": obj["modified"],
            "media_type": media,
        }
        for index, obj in enumerate(objects)
    ]
    information = {
        "title": "Bench",
        "versions": [MEDIA.decode()],
        "max_content_length": 104857600,
    }
    collection = {
        "id": _NUMBER,
        "title": "Bench",
        "can_read": True,
        "can_write": True,
        "media_types": [media],
        "manifest": manifest,
        "objects": objects,
    }
    return {
        "discovery": {"title": "Bench", "default": "/root/", "api_roots": ["/root/"]},
        "root": {"information": information, "status": [], "collections": [collection]},
    }


_OPENTAXII = """\
domain: "127.0.0.1"
support_basic_auth: yes
auth_api:
  class: opentaxii.auth.sqldb.SQLDatabaseAPI
  parameters:
    db_connection: sqlite:///{folder}/opentaxii-auth.db
    create_tables: yes
    secret: made-up
    token_ttl_secs: 3600
taxii1:
taxii2:
  title: Bench
  description: Bench
  contact: bench
  max_content_length: 104857600
  public_discovery: true
  persistence_api:
    class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
    parameters:
      db_connection: sqlite:///{folder}/opentaxii.db
      create_tables: yes
logging: {{opentaxii: critical, root: critical}}
"""


@contextlib.contextmanager
def opentaxii(python: Path, folder: Path, objects: int = OPENTAXII_OBJECTS) -> Iterator[Target]:
    """OpenTAXII under gunicorn with its SQLite back-end, filled by TAXII itself."""
    config = folder / "opentaxii.yml"
    config.write_text(_OPENTAXII.format(folder=folder), encoding="utf-8")
    environ = {**os.environ, "OPENTAXII_CONFIG": str(config)}
    programs = python.parent

    def administer(name: str, *words: str) -> None:
        command = [str(programs / f"opentaxii-{name}"), *words]
        subprocess.run(command, check=True, env=environ, capture_output=True)  # noqa: S603 # as the caller named it

    administer("create-account", "-u", "bench", "-p", "bench", "-a")
    administer("add-api-root", "-t", "root", "--default")
    with contextlib.closing(sqlite3.connect(folder / "opentaxii.db")) as database:
        stored = database.execute("SELECT id FROM opentaxii_api_root").fetchone()[0]
    root = str(uuid.UUID(str(stored)))
    administer(
        "add-collection", "-r", root, "-t", "Bench", "-a", "bench", "--public", "--public-write"
    )
    port = free_port()
    serve = ["-w", "1", "--threads", "8", "-b", f"127.0.0.1:{port}", "opentaxii.http:app"]
    command = [str(programs / "gunicorn"), *serve]
    with _running(command, folder / "opentaxii.log", port, environ):
        to = target(f"http://127.0.0.1:{port}/taxii2/{root}/collections/bench/", _BASIC)
        for start in range(0, objects, _BATCH):
            _post(to, made_up(min(_BATCH, objects - start)))
        yield to


def _post(to: Target, raws: list[bytes]) -> None:
    """Add objects; 0.9.3 stores them and then fails to write its answer, so 500 is let pass."""
    url = f"http://{to.host}:{to.port}{to.path}objects/"
    headers = {"Authorization": _BASIC, "Accept": MEDIA.decode(), "Content-Type": MEDIA.decode()}
    body = b'{"objects":[' + b",".join(raws) + b"]}"
    asked = urllib.request.Request(url, body, headers)  # our own address
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(asked):  # noqa: S310 # as above
        pass


@contextlib.contextmanager
def _running(
    command: list[str], log: Path, port: int, environ: dict[str, str] | None = None
) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 # named by the caller
            command, stdout=subprocess.DEVNULL, stderr=out, env=environ
        )
    try:
        _wait(port, lambda: process.poll() is not None, log)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, ended: Callable[[], bool], log: Path) -> None:
    for _ in range(300):
        if ended():
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise ConfigError(f"The peer did not start: {log.read_text(errors='replace')[-400:]}")
