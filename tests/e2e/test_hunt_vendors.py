"""Logs as vendors write them, each with made-up values: what is seen in which field, and when."""
# ruff: noqa: E501 # a line of a log stands on one line

from __future__ import annotations

import datetime as dt
import json

import pytest

import console

HASH = "a" * 64
# By the name of the file: what stands in it, and the fields in which what is known to be seen. All
# of it happened at ten o'clock on one day.
LOGS = {
    "apache.log": (
        '203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] "GET /x?u=https://evil.example/a HTTP/1.1" 200 512 "https://evil.example/" "Mozilla/5.0"\n',
        [("src", "203.0.113.9"), ("referer", "evil.example")],
    ),
    "asa.log": (
        (
            "Nov 20 2026 10:00:00 asa01 : %ASA-6-302013: Built outbound TCP connection 12345 for outside:203.0.113.9/443 (203.0.113.9/443) to inside:10.1.1.5/51234 (10.1.1.5/51234)\n"
            '<166>Nov 20 10:00:00 asa01 %ASA-4-106023: Deny tcp src inside:10.1.1.5/51234 dst outside:203.0.113.9/443 by access-group "x"\n'
        ),
        [("text", "203.0.113.9"), ("text", "203.0.113.9")],
    ),
    "azure.json": (
        '[{"id":"x","createdDateTime":"2026-11-20T10:00:00Z","userPrincipalName":"x@y.example","ipAddress":"203.0.113.9","appDisplayName":"Office","status":{"errorCode":0}}]\n',
        [("ipAddress", "203.0.113.9")],
    ),
    "bind.log": (
        "20-Nov-2026 10:00:00.123 queries: info: client @0x7f 10.1.1.5#51234 (evil.example): query: evil.example IN A +E(0)K (10.0.0.53)\n",
        [("text", "evil.example")],
    ),
    "cloudtrail.json": (
        '{"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"x"},"eventTime":"2026-11-20T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","sourceIPAddress":"203.0.113.9","userAgent":"curl"}]}\n',
        [("Records.sourceIPAddress", "203.0.113.9")],
    ),
    "defender.csv": (
        (
            "Timestamp,DeviceName,ActionType,RemoteIP,RemoteUrl,SHA256\n"
            "2026-11-20T10:00:00.0000000Z,h1,ConnectionSuccess,203.0.113.9,evil.example,@HASH@\n"
        ),
        [("RemoteIP", "203.0.113.9"), ("RemoteUrl", "evil.example"), ("SHA256", "@HASH@")],
    ),
    "ecs.jsonl": (
        '{"@timestamp":"2026-11-20T10:00:00.000Z","source":{"ip":"10.1.1.5","port":51234},"destination":{"ip":"203.0.113.9","domain":"evil.example"},"event":{"action":"connection"},"url":{"full":"https://evil.example/a"},"file":{"hash":{"sha256":"@HASH@"}}}\n',
        [
            ("destination.ip", "203.0.113.9"),
            ("destination.domain", "evil.example"),
            ("file.hash.sha256", "@HASH@"),
        ],
    ),
    "exchange.csv": (
        (
            "#Software: Microsoft Exchange Server\n"
            "#Version: 15.02.1118.007\n"
            "#Log-type: Message Tracking Log\n"
            "#Date: 2026-11-20T10:00:00.000Z\n"
            "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,event-id,recipient-address,sender-address,message-subject\n"
            "2026-11-20T10:00:00.000Z,203.0.113.9,mail.evil.example,10.0.0.5,EX01,RECEIVE,x@y.example,bad@evil.example,made up\n"
        ),
        [
            ("client-ip", "203.0.113.9"),
            ("client-hostname", "mail.evil.example"),
            ("sender-address", "evil.example"),
        ],
    ),
    "forti.log": (
        'date=2026-11-20 time=10:00:00 devname="FGT" devid="FG100" eventtime=1795168800000000000 tz="+0000" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.1.1.5 srcport=51234 dstip=203.0.113.9 dstport=443 policyid=1 service="HTTPS" hostname="evil.example"\n',
        [("dstip", "203.0.113.9"), ("hostname", "evil.example")],
    ),
    "gcp.json": (
        '{"protoPayload":{"requestMetadata":{"callerIp":"203.0.113.9"}},"timestamp":"2026-11-20T10:00:00Z","severity":"NOTICE"}\n',
        [("protoPayload.requestMetadata.callerIp", "203.0.113.9")],
    ),
    "iis.log": (
        (
            "#Software: Microsoft Internet Information Services 10.0\n"
            "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n"
            "2026-11-20 10:00:00 10.0.0.5 GET /x - 443 - 203.0.113.9 Mozilla 200\n"
        ),
        [("c-ip", "203.0.113.9")],
    ),
    "journald.json": (
        '{"__REALTIME_TIMESTAMP":"1795168800000000","_HOSTNAME":"h","MESSAGE":"Failed password for root from 203.0.113.9 port 51234 ssh2","SYSLOG_IDENTIFIER":"sshd"}\n',
        [("MESSAGE", "203.0.113.9")],
    ),
    "k8s.jsonl": (
        '{"kind":"Event","apiVersion":"audit.k8s.io/v1","sourceIPs":["203.0.113.9"],"requestReceivedTimestamp":"2026-11-20T10:00:00.000000Z","verb":"get"}\n',
        [("sourceIPs", "203.0.113.9")],
    ),
    "leef.log": (
        "Nov 20 10:00:00 host LEEF:1.0|Check Point|VPN-1|R80|Accept|src=10.1.1.5\tdst=203.0.113.9\tsrcPort=1\tdstPort=443\tdevTime=Nov 20 2026 10:00:00\n",
        [("dst", "203.0.113.9")],
    ),
    "nginx.json": (
        '{"time_local":"20/Nov/2026:10:00:00 +0000","remote_addr":"203.0.113.9","request":"GET / HTTP/1.1","http_referer":"https://evil.example/"}\n',
        [("remote_addr", "203.0.113.9"), ("http_referer", "evil.example")],
    ),
    "okta.jsonl": (
        '{"actor":{"id":"00u","type":"User","alternateId":"x@y.example"},"client":{"ipAddress":"203.0.113.9","userAgent":{"rawUserAgent":"x"}},"published":"2026-11-20T10:00:00.000Z","eventType":"user.session.start","outcome":{"result":"SUCCESS"}}\n',
        [("client.ipAddress", "203.0.113.9")],
    ),
    "openvpn.log": (
        "Fri Nov 20 10:00:00 2026 203.0.113.9:51234 TLS: Initial packet from [AF_INET]203.0.113.9:51234\n",
        [("text", "203.0.113.9")],
    ),
    "pan.log": (
        "Nov 20 10:00:00 fw01 1,2026/11/20 10:00:00,001801000000,TRAFFIC,end,2305,2026/11/20 10:00:00,10.1.1.5,203.0.113.9,0.0.0.0,0.0.0.0,allow-out,,,ssl,vsys1,trust,untrust,ethernet1/1,ethernet1/2,default,2026/11/20 10:00:00,33760,1,51234,443,0,0,0x4000064,tcp,allow,7422,1500,5922,25,2026/11/20 09:59:44,15,any,0\n",
        [("text", "203.0.113.9")],
    ),
    "pfsense.log": (
        "Nov 20 10:00:00 pf filterlog[12345]: 5,,,1000000103,em0,match,block,out,4,0x0,,64,0,0,DF,6,tcp,60,10.1.1.5,203.0.113.9,51234,443,0,S,123,,64240,,mss\n",
        [("text", "203.0.113.9")],
    ),
    "wazuh.json": (
        '{"timestamp":"2026-11-20T10:00:00.123+0000","rule":{"level":5,"description":"x"},"agent":{"id":"001","name":"h","ip":"10.1.1.5"},"data":{"srcip":"203.0.113.9","url":"https://evil.example/a"}}\n',
        [("data.srcip", "203.0.113.9"), ("data.url", "evil.example")],
    ),
    "windns.log": (
        "11/20/2026 10:00:00 AM 0E2C PACKET  000001D2 UDP Rcv 10.1.1.5        0002   Q [0001   D   NOERROR] A      (4)evil(7)example(0)\n",
        [("text", "evil.example")],
    ),
    "zscaler.csv": (
        (
            '"Time","User","URL","Server IP","Client IP","Action"\n'
            '"Fri Nov 20 10:00:00 2026","x","evil.example/a","203.0.113.9","10.1.1.5","Allowed"\n'
        ),
        [("URL", "evil.example"), ("Server IP", "203.0.113.9")],
    ),
}
WHEN = "2026-11-20T10:00:00"


@pytest.fixture(scope="module")
def hits(tmp_path_factory) -> dict[str, list[dict]]:
    folder = tmp_path_factory.mktemp("vendors")
    logs = folder / "logs"
    logs.mkdir()
    for name, (text, _) in LOGS.items():
        (logs / name).write_text(text.replace("@HASH@", HASH))
    listed = folder / "i.txt"
    listed.write_text(f"203.0.113.9\nevil.example\n{HASH}\n")
    words = ("hunt", logs, "--indicators", listed, "--jsonl", "--workers", 1)
    done = console.run(*words, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "0 broken lines" in done.stderr
    found: dict[str, list[dict]] = {}
    for line in done.stdout.splitlines():
        hit = json.loads(line)
        found.setdefault(hit["file"].rpartition("/")[2], []).append(hit)
    return found


def lately() -> str:
    """The last such time that is not past tomorrow: what a line means that names no year."""
    latest = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()[:19]
    year = int(latest[:4])
    return max(f"{one}{WHEN[4:]}" for one in (year, year - 1) if f"{one}{WHEN[4:]}" <= latest)


# The first of the firewall's two lines has one.
WITHOUT_YEAR = {"asa.log": {WHEN, lately()}, "pan.log": {lately()}, "pfsense.log": {lately()}}


@pytest.mark.parametrize("name", LOGS)
def test_what_is_known_is_seen_in_its_field_and_at_its_time(hits, name):
    _, expected = LOGS[name]
    seen = [(hit["field"], hit["observed"]) for hit in hits[name]]
    assert seen == [(field, value.replace("@HASH@", HASH)) for field, value in expected]
    assert {hit["time"][:19] for hit in hits[name]} == WITHOUT_YEAR.get(name, {WHEN})


def test_a_sender_cannot_end_a_hunt_in_exchanges_log(tmp_path):
    head = "#Fields: date-time,client-ip,message-subject\n"
    lines = [
        "2026-11-20T10:00:00.000Z,203.0.113.9,a\rb",
        f"2026-11-20T10:00:00.000Z,203.0.113.9,{'x' * 200_000}",
        "2026-11-20T10:00:00.000Z,203.0.113.9,made up",
    ]
    log = tmp_path / "track.log"
    log.write_text(head + "\n".join(lines) + "\n", newline="")
    listed = tmp_path / "i.txt"
    listed.write_text("203.0.113.9\n")
    done = console.run("hunt", log, "--indicators", listed, "--jsonl", "--workers", 1, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "2 broken lines" in done.stderr
    # What cannot be read as a record is looked through as text.
    assert [json.loads(line)["observed"] for line in done.stdout.splitlines()] == [
        "203.0.113.9"
    ] * 3


@pytest.mark.parametrize("name", ["list.csv", "answer.json"])
def test_a_hunt_for_nothing_that_can_be_read_does_not_say_all_is_well(tmp_path, name):
    log = tmp_path / "x.log"
    log.write_text("2026-11-20T10:00:00Z 203.0.113.9\n")
    listed = tmp_path / name
    broken = {"list.csv": 'indicator,type\n"evil.example,domain\nx.example,domain\n'}
    listed.write_text(broken.get(name, '{"error":"rate limit"}'))
    words = ("hunt", log, "--workers", 1, "--indicators", listed)
    done = console.run(*words, timeout=60)
    assert done.returncode == 2, done.stderr
    assert "No indicator can be used" in done.stderr
    # One that can be read is enough.
    good = tmp_path / "i.txt"
    good.write_text("203.0.113.9\n")
    assert console.run(*words, good, timeout=60).returncode == 1
