"""Our readers under the contract. All names and addresses are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from wardline.testing.readers import ReaderContract

SHA = "AB12" * 16
MD5 = "CD34" * 8


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


class TestJsonLines(ReaderContract):
    reader = "jsonl"
    sample = lines(
        {"ts": 1_795_000_000.5, "query": "WWW.Evil.example."},
        {"ts": 1, "query": "notevil.example", "note": "evil.example.com"},
        {"ts": 1, "a": {"b": [{"c": "198.51.100.77"}, {"c": "1203.0.113.9"}]}},
        {"ts": 1, "text": "from hxxp://bad[.]example:80/a.php?x=1 by eve@Mail-Evil.example"},
        {
            "ts": 1,
            "hash": MD5.lower(),
            "v6": "2001:0DB8:0bad:0:0:0:0:7",
            "client_version": "203.0.113.9",
        },
    )
    expected: ClassVar = {
        (1, "query", "www.evil.example"),
        (3, "a.b.c", "198.51.100.77"),
        (4, "text", "http://bad.example/a.php?x=1"),
        (4, "text", "eve@mail-evil.example"),
        (5, "hash", MD5.lower()),
        (5, "v6", "2001:db8:bad::7"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b'{"query": "broken\n{"a": }\nnothing\n'


ZEEK = "\n".join(  # noqa: FLY002 # one line of the log a line
    (
        "#separator \\x09",
        "#set_separator\t,",
        "#empty_field\t(empty)",
        "#unset_field\t-",
        "#path\tdns",
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tquery\tanswers",
        "#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tvector[string]",
        "1795000000.500000\tC1\t10.1.1.1\t5353\t10.1.1.2\t53\ta.evil.example\t192.0.2.1,203.0.113.9",
        "1795000001.500000\tC2\t10.1.1.1\t5353\t198.51.100.1\t53\tgood.example\t-",
        "#fields\tts\tquery\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tanswers",
        "1795000002.500000\tevil.example\tC2\t10.1.1.1\t5353\t192.0.2.7\t53\t-",
        "#close\t2026-11-18-11-06-43",
        "",
    )
)


class TestZeek(ReaderContract):
    reader = "zeek"
    sample = ZEEK.encode()
    expected: ClassVar = {
        (8, "query", "a.evil.example"),
        (8, "answers", "203.0.113.9"),
        (9, "id.resp_h", "198.51.100.1"),
        (11, "query", "evil.example"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"1795000003.5\tC9\n"


class TestZeekJson(ReaderContract):
    reader = "zeek"
    sample = lines(
        {"ts": 1_795_000_000.5, "uid": "C1", "id.orig_h": "10.1.1.1", "id.resp_h": "203.0.113.9"},
        {"ts": 1_795_000_001.5, "uid": "C2", "host": "bad.example", "uri": "/a.php?x=1"},
    )
    expected: ClassVar = {
        (1, "id.resp_h", "203.0.113.9"),
        (2, "uri", "http://bad.example/a.php?x=1"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"{\n"


class TestSuricata(ReaderContract):
    reader = "suricata"
    sample = lines(
        {
            "timestamp": "2026-11-18T12:06:40.500000+0100",
            "event_type": "alert",
            "src_ip": "10.1.1.1",
            "dest_ip": "203.0.113.9",
            "dest_port": 443,
            "alert": {"signature": "made up"},
            "tls": {"sni": "x.evil.example", "version": "TLS 1.3"},
        },
        {
            "timestamp": "2026-11-18T12:06:41.500000+0100",
            "event_type": "http",
            "http": {"hostname": "bad.example", "url": "/a.php?x=1", "http_method": "GET"},
            "fileinfo": {"filename": "/a/evil-tool.exe", "sha256": SHA},
        },
    )
    expected: ClassVar = {
        (1, "dest_ip", "203.0.113.9"),
        (1, "tls.sni", "x.evil.example"),
        (2, "http.url", "http://bad.example/a.php?x=1"),
        (2, "fileinfo.filename", "evil-tool.exe"),
        (2, "fileinfo.sha256", SHA.lower()),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b'{"event_type": \n'


class TestCsv(ReaderContract):
    reader = "csv"
    sample = (
        b"time,src_ip,dst_ip,hostname,note\n"
        b"2026-11-18 11:06:40+00:00,10.1.1.1,203.0.113.9,www.evil.example,\n"
        b'2026-11-18 11:06:41,10.1.1.1,"192.0.2.9","notevil.example","says ""a, b"""\n'
        b'2026-11-18 11:06:42,10.1.1.1,192.0.2.9,ok.example,"two\nlines and 198.51.100.9"\n'
        b"2026-11-18 11:06:43,10.1.1.1,198.51.100.7,ok.example,\n"
    )
    expected: ClassVar = {
        (2, "dst_ip", "203.0.113.9"),
        (2, "hostname", "www.evil.example"),
        (4, "note", "198.51.100.9"),
        (6, "dst_ip", "198.51.100.7"),
    }
    first_time = "2026-11-18T11:06:40.000000Z"
    garbage = b"only,three,columns\n"


class TestW3c(ReaderContract):
    reader = "w3c"
    sample = (
        b"#Software: made up\n#Fields: date time c-ip cs-method cs-uri s-ip sc-status\n"
        b"2026-11-18 11:06:40 10.1.1.1 GET http://bad.example/a.php?x=1 203.0.113.9 200\n"
    )
    expected: ClassVar = {
        (3, "cs-uri", "http://bad.example/a.php?x=1"),
        (3, "s-ip", "203.0.113.9"),
    }
    first_time = "2026-11-18T11:06:40.000000Z"
    garbage = b"too few\n"


class TestSyslog(ReaderContract):
    reader = "syslog"
    sample = (
        b'<13>1 2026-11-18T11:06:40.500Z fw app 1 ID [x@1 src="203.0.113.9"] drop evil.example\n'
        b"<34>Nov 18 11:06:41 fw %ASA-6-302013: Built "
        b"outbound outside:198.51.100.5/443 to 10.1.1.1\n"
        b"Nov 18 11:06:42 fw kernel: srcip=10.1.1.1 dstip=203.0.113.9 proto=6 "
        b'hostname="a.evil.example"\n'
    )
    expected: ClassVar = {
        (1, "src", "203.0.113.9"),
        (1, "text", "evil.example"),
        (2, "text", "198.51.100.5"),
        (3, "dstip", "203.0.113.9"),
        (3, "hostname", "a.evil.example"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"


class TestCef(ReaderContract):
    reader = "cef"
    sample = (
        b"Nov 18 11:06:40 gw CEF:0|Made|Up|1.0|100|a \\| b|5|rt=1795000000500 src=10.1.1.1 "
        b"dst=203.0.113.9 request=http://bad.example/a.php?x\\=1 msg=two words fileHash="
        + SHA.encode()
        + b" cs1Label=hostname cs1=x.evil.example\n"
        b"Nov 18 11:06:41 gw LEEF:2.0|Made|Up|1.0|9|^|src=10.1.1.1^dst=198.51.100.9^usrName=x\n"
        b"Nov 18 11:06:41 gw LEEF:1.0|Made|Up|1.0|9|src=10.1.1.1\tdst=198.51.100.8\n"
    )
    expected: ClassVar = {
        (1, "dst", "203.0.113.9"),
        (1, "request", "http://bad.example/a.php?x=1"),
        (1, "fileHash", SHA.lower()),
        (1, "hostname", "x.evil.example"),
        (2, "dst", "198.51.100.9"),
        (3, "dst", "198.51.100.8"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"no event here\n"


class TestSquid(ReaderContract):
    reader = "squid"
    sample = (
        b"1795000000.500     12 10.1.1.1 TCP_MISS/200 512 GET http://bad.example/a.php?x=1 - "
        b"HIER_DIRECT/203.0.113.9 text/html\n"
        b"1795000001.500     12 10.1.1.1 TCP_TUNNEL/200 512 CONNECT www.evil.example:443 - "
        b"HIER_DIRECT/192.0.2.1 -\n"
    )
    expected: ClassVar = {
        (1, "url", "http://bad.example/a.php?x=1"),
        (1, "destination.address", "203.0.113.9"),
        (2, "url", "www.evil.example"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"1795 nothing\n"


class TestText(ReaderContract):
    reader = "text"
    sample = (
        "[2026-11-18T11:06:40Z] saw hxxps://x[.]evil[.]example/path and (203.0.113.9), "
        "203.0.113.99 evil.example.org\n"
        "naïve café ran C:\\tools\\evil-tool.exe from 198.51.100.0/25\n"
    ).encode()
    expected: ClassVar = {
        (1, "text", "x.evil.example"),
        (1, "text", "203.0.113.9"),
        (2, "text", "evil-tool.exe"),
        (2, "text", "198.51.100.0/25"),
    }
    first_time = "2026-11-18T11:06:40.000000Z"


class TestMicrosoft365(ReaderContract):
    reader = "m365"
    sample = json.dumps(
        [
            {
                "CreationTime": "2026-11-18T11:06:40",
                "Id": "0",
                "Operation": "UserLoggedIn",
                "UserType": 0,
                "Workload": "AzureActiveDirectory",
                "ClientIP": "203.0.113.9:50123",
                "ExtendedProperties": [{"Name": "Target", "Value": "mail.evil.example"}],
                "ActorIpAddress": "[2001:db8:bad::7]:443",
            },
            {"CreationTime": "2026-11-18T11:06:41", "Workload": "Exchange", "UserType": 0},
        ],
        indent=1,
    ).encode()
    expected: ClassVar = {
        (1, "ClientIP", "203.0.113.9"),
        (1, "ExtendedProperties.Target", "mail.evil.example"),
        (1, "ActorIpAddress", "2001:db8:bad::7"),
    }
    first_time = "2026-11-18T11:06:40.000000Z"
    garbage = b"{{"


AUDIT_EVENT = {
    "resourceType": "AuditEvent",
    "recorded": "2026-11-18T12:06:40+01:00",
    "agent": [{"who": {"display": "made up"}, "network": {"address": "203.0.113.9", "type": "2"}}],
    "source": {"observer": {"display": "ehr.evil.example"}},
}


class TestFhir(ReaderContract):
    reader = "fhir-auditevent"
    sample = json.dumps(
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": AUDIT_EVENT}]}
    ).encode()
    expected: ClassVar = {
        (1, "agent.network.address", "203.0.113.9"),
        (1, "source.observer.display", "ehr.evil.example"),
    }
    first_time = "2026-11-18T11:06:40.000000Z"
    garbage = b"]"


class TestFhirLines(TestFhir):
    sample = lines(AUDIT_EVENT)


class TestJson(ReaderContract):
    reader = "json"
    sample = (
        b'{\n "Records": [\n  {"eventTime": "2026-11-18T11:06:40Z",\n'
        b'   "sourceIPAddress": "203.0.113.9"}\n ]\n}\n'
    )
    expected: ClassVar = {(1, "sourceIPAddress", "203.0.113.9")}
    first_time = "2026-11-18T11:06:40.000000Z"
    garbage = b"{"


class TestAtna(ReaderContract):
    reader = "atna"
    sample = (
        b'<?xml version="1.0"?>\n<AuditMessages><AuditMessage>\n'
        b'<EventIdentification EventActionCode="E" EventDateTime="2026-11-18T11:06:40.500Z"/>'
        b'<ActiveParticipant UserID="made-up" NetworkAccessPointID="203.0.113.9"\n'
        b' NetworkAccessPointTypeCode="2"/>'
        b"<ParticipantObjectIdentification><ParticipantObjectQuery>x.evil.example"
        b"</ParticipantObjectQuery></ParticipantObjectIdentification></AuditMessage>"
        b"</AuditMessages>\n"
    )
    expected: ClassVar = {
        (1, "ActiveParticipant.NetworkAccessPointID", "203.0.113.9"),
        (1, "ParticipantObjectIdentification.ParticipantObjectQuery", "x.evil.example"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"<AuditMessage><a></AuditMessage>"


class TestFhirXml(ReaderContract):
    reader = "atna"
    sample = (
        b'<AuditEvent xmlns="http://hl7.org/fhir"><recorded value="2026-11-18T11:06:40Z"/>'
        b'<agent><network><address value="203.0.113.9"/></network></agent></AuditEvent>'
    )
    expected: ClassVar = {(1, "agent.network.address", "203.0.113.9")}
    first_time = "2026-11-18T11:06:40.000000Z"
    garbage = b"<AuditEvent>"


class TestSysmonXml(ReaderContract):
    reader = "sysmon"
    sample = (
        b"<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        b"<EventID>1</EventID><TimeCreated SystemTime='2026-11-18T11:06:40.5000000Z'/></System>"
        b"<EventData><Data Name='Image'>C:\\Temp\\evil-tool.exe</Data><Data Name='Hashes'>MD5="
        + MD5.encode()
        + b",SHA256="
        + SHA.encode()
        + b"</Data>"
        b"<Data Name='DestinationIp'>203.0.113.9</Data></EventData></Event></Events>"
    )
    expected: ClassVar = {
        (1, "EventData.Image", "evil-tool.exe"),
        (1, "EventData.Hashes", MD5.lower()),
        (1, "EventData.Hashes", SHA.lower()),
        (1, "EventData.DestinationIp", "203.0.113.9"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"<Event><EventID></Event>"


class TestEvtx(ReaderContract):
    reader = "evtx"
    sample = (Path(__file__).parent / "samples" / "new-user-security.evtx").read_bytes()
    wanted = ("[user-account:user_id = 'Administrators']",)
    expected: ClassVar = {(4, "EventData.TargetUserName", "Administrators")}
    first_time = "2013-10-23T16:22:40.004750Z"


class TestParquet(ReaderContract):
    reader = "parquet"
    expected: ClassVar = {
        (1, "dst_ip", "203.0.113.9"),
        (2, "q.host", "www.evil.example"),
    }
    first_time = "2026-11-18T11:06:40.500000Z"
    garbage = b"more"

    @property
    def sample(self):
        import tempfile
        from pathlib import Path

        import duckdb

        with tempfile.TemporaryDirectory() as folder, duckdb.connect() as base:
            path = Path(folder) / "x.parquet"
            base.execute(  # our own path
                "COPY (SELECT * FROM (VALUES "  # noqa: S608 # our own path
                "(TIMESTAMPTZ '2026-11-18 11:06:40.5+00', '203.0.113.9', {'host': 'ok.example'}),"
                "(TIMESTAMPTZ '2026-11-18 11:06:41+00', '192.0.2.1', {'host': 'www.evil.example'})"
                f") t(ts, dst_ip, q)) TO '{path}' (FORMAT parquet)"
            )
            return path.read_bytes()
