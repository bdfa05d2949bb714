"""Which field of which log says what a pattern's object path says, in Sigma and in three SIEMs.

One table for each dialect: category of log → our field → how the tool writes it. Data: exempt from
the size rule.

*Source*: the Sigma taxonomy; Splunk Common Information Model 5; Elastic Common Schema 8; Microsoft
Sentinel ASIM schemas (EmailEvents: Defender XDR).
"""

from __future__ import annotations

from typing import NamedTuple

# Object path → our field. Ours are named after Sigma's, with "@" where Sigma has no exact one.
PATHS = {
    "domain-name:value": ("query", "cs-host", "DestinationHostname"),
    "url:value": ("c-uri",),
    "ipv4-addr:value": ("DestinationIp",),
    "ipv6-addr:value": ("DestinationIp",),
    "network-traffic:dst_ref.value": ("DestinationIp",),
    "network-traffic:src_ref.value": ("SourceIp",),
    "network-traffic:dst_port": ("DestinationPort",),
    "network-traffic:src_port": ("SourcePort",),
    "network-traffic:protocols[*]": ("Protocol",),
    "network-traffic:extensions.http-request-ext.request_method": ("cs-method",),
    "network-traffic:extensions.http-request-ext.request_header.User-Agent": ("c-useragent",),
    "network-traffic:extensions.http-request-ext.request_header.Host": ("cs-host",),
    "file:hashes.MD5": ("@md5",),
    "file:hashes.SHA-1": ("@sha1",),
    "file:hashes.SHA-256": ("@sha256",),
    "file:name": ("@file-name", "@image-name"),
    "process:name": ("@image-name",),
    "process:image_ref.name": ("@image-name",),
    "process:command_line": ("CommandLine",),
    "process:parent_ref.command_line": ("ParentCommandLine",),
    "email-message:from_ref.value": ("@sender",),
    "email-addr:value": ("@sender",),
}
# Kind of a plain value → our field, and the category in which it is looked for.
KINDS = {
    "domain-name": ("dns", "query"),
    "url": ("proxy", "c-uri"),
    "ipv4-addr": ("network_connection", "DestinationIp"),
    "ipv6-addr": ("network_connection", "DestinationIp"),
    "md5": ("process_creation", "@md5"),
    "sha1": ("process_creation", "@sha1"),
    "sha256": ("process_creation", "@sha256"),
    "file-name": ("file_event", "@file-name"),
    "process-name": ("process_creation", "@image-name"),
    "command-line": ("process_creation", "CommandLine"),
    "email-addr": ("email", "@sender"),
}
NUMBERS = frozenset({"DestinationPort", "SourcePort"})


class Field(NamedTuple):
    """How a tool writes a field: its name, and a modifier and a form of the value if needed."""

    name: str
    modifier: str = ""
    form: str = "{}"


class Log(NamedTuple):
    """A category of log in one tool: its Sigma logsource, and what a query starts with."""

    fields: dict[str, Field]
    product: str = ""
    source: str = ""


_ADDRESSES = ("DestinationIp", "SourceIp", "DestinationPort", "SourcePort", "Protocol")


def _traffic(*names: str) -> dict[str, Field]:
    return {ours: Field(name) for ours, name in zip(_ADDRESSES, names, strict=True)}


SIGMA = {
    "dns": Log({"query": Field("query")}),
    "proxy": Log({name: Field(name) for name in ("c-uri", "cs-host", "c-useragent", "cs-method")}),
    "network_connection": Log(
        {
            **_traffic(*_ADDRESSES),
            "DestinationHostname": Field("DestinationHostname"),
        },
        product="windows",
    ),
    "process_creation": Log(
        {
            "@md5": Field("Hashes", "contains", "MD5={}"),
            "@sha1": Field("Hashes", "contains", "SHA1={}"),
            "@sha256": Field("Hashes", "contains", "SHA256={}"),
            "@image-name": Field("Image", "endswith", "\\{}"),
            "CommandLine": Field("CommandLine"),
            "ParentCommandLine": Field("ParentCommandLine"),
        },
        product="windows",
    ),
    "file_event": Log({"@file-name": Field("TargetFilename", "endswith", "\\{}")}, "windows"),
}
SPLUNK = {
    "dns": Log({"query": Field("query")}, source="tag=dns"),
    "proxy": Log(
        {
            "c-uri": Field("url"),
            "cs-host": Field("url_domain"),
            "c-useragent": Field("http_user_agent"),
            "cs-method": Field("http_method"),
        },
        source="tag=web",
    ),
    "network_connection": Log(
        _traffic("dest_ip", "src_ip", "dest_port", "src_port", "transport"),
        source="tag=network tag=communicate",
    ),
    "process_creation": Log(
        {
            "@md5": Field("process_hash", "contains", "{}"),
            "@sha1": Field("process_hash", "contains", "{}"),
            "@sha256": Field("process_hash", "contains", "{}"),
            "@image-name": Field("process_name"),
            "CommandLine": Field("process"),
            "ParentCommandLine": Field("parent_process"),
        },
        source="tag=process tag=report",
    ),
    "file_event": Log({"@file-name": Field("file_name")}, source="tag=endpoint tag=filesystem"),
    "email": Log({"@sender": Field("src_user")}, source="tag=email"),
}
ELASTIC = {
    "dns": Log({"query": Field("dns.question.name")}, source="logs-*,packetbeat-*,filebeat-*"),
    "proxy": Log(
        {
            "c-uri": Field("url.full"),
            "cs-host": Field("url.domain"),
            "c-useragent": Field("user_agent.original"),
            "cs-method": Field("http.request.method"),
        },
        source="logs-*,packetbeat-*,filebeat-*",
    ),
    "network_connection": Log(
        _traffic(
            "destination.ip", "source.ip", "destination.port", "source.port", "network.transport"
        ),
        source="logs-*,packetbeat-*,filebeat-*,winlogbeat-*",
    ),
    "process_creation": Log(
        {
            "@md5": Field("process.hash.md5"),
            "@sha1": Field("process.hash.sha1"),
            "@sha256": Field("process.hash.sha256"),
            "@image-name": Field("process.name"),
            "CommandLine": Field("process.command_line"),
            "ParentCommandLine": Field("process.parent.command_line"),
        },
        source="logs-*,winlogbeat-*",
    ),
    "file_event": Log({"@file-name": Field("file.name")}, source="logs-*,winlogbeat-*"),
    "email": Log({"@sender": Field("email.from.address")}, source="logs-*,filebeat-*"),
}
KQL = {
    "dns": Log({"query": Field("DnsQuery")}, source="_Im_Dns"),
    "proxy": Log(
        {
            "c-uri": Field("Url"),
            "cs-host": Field("DestHostname"),
            "c-useragent": Field("HttpUserAgent"),
            "cs-method": Field("HttpRequestMethod"),
        },
        source="_Im_WebSession",
    ),
    "network_connection": Log(
        _traffic("DstIpAddr", "SrcIpAddr", "DstPortNumber", "SrcPortNumber", "NetworkProtocol"),
        source="_Im_NetworkSession",
    ),
    "process_creation": Log(
        {
            "@md5": Field("TargetProcessMD5"),
            "@sha1": Field("TargetProcessSHA1"),
            "@sha256": Field("TargetProcessSHA256"),
            "@image-name": Field("TargetProcessFilename"),
            "CommandLine": Field("TargetProcessCommandLine"),
            "ParentCommandLine": Field("ParentProcessCommandLine"),
        },
        source="_Im_ProcessCreate",
    ),
    "file_event": Log({"@file-name": Field("TargetFileName")}, source="_Im_FileEvent"),
    "email": Log({"@sender": Field("SenderFromAddress")}, source="EmailEvents"),
}
