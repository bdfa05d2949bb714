"""Names of log fields, as the STIX object paths that they mean.

One table for all formats: Zeek, Suricata, Windows and Sysmon, CEF and LEEF keys, Squid, Microsoft
365, FHIR and ATNA, Elastic Common Schema and OCSF. Names are compared in lower case, without the
separators `_`, `-`, blank, and with `.` kept; a nested name is tried whole and then by its last
parts. What is not here is still hunted by its form; this table says which *role* it plays, and
which kind a value has that its form does not tell (a file name, a process, a registry key).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_SEPARATORS = re.compile(r"[_\-\s\[\]]")

# Role → names. Roles are STIX paths; what begins with @ is used to build other values.
_ROLES: dict[str, str] = {
    "network-traffic:src_ref": (
        "id.orig_h src_ip srcip src source.ip sourceip sourceaddress c-ip clientip client_ip "
        "client.ip clientipaddress actoripaddress src_endpoint.ip srcaddr src_addr remotehost "
        "source.address sourceipaddress orig_h saddr client_address callingip remote_addr "
        "httprequest.remoteip ipaddress networkaccesspointid src_host"
    ),
    "network-traffic:dst_ref": (
        "id.resp_h dest_ip dstip dst destination.ip destinationip destinationaddress s-ip "
        "serverip server_ip server.ip dst_ip dst_endpoint.ip dstaddr dst_addr destip resp_h daddr "
        "destination.address destaddress r-ip destinationipaddress"
    ),
    "network-traffic:src_port": (
        "id.orig_p src_port srcport spt source.port sourceport src_endpoint.port c-port "
        "client.port orig_p sport"
    ),
    "network-traffic:dst_port": (
        "id.resp_p dest_port dstport dpt destination.port destinationport dst_endpoint.port s-port "
        "server.port dst_port resp_p dport destport"
    ),
    "network-traffic:protocols": (
        "proto protocol network.transport network.protocol service app_proto transport "
        "network.application connection_info.protocol_name app"
    ),
    "domain-name:value": (
        "query rrname dns.rrname dns.query.rrname host hostname http.hostname server_name sni "
        "tls.sni domain domainname fqdn dns.question.name queryname dhost destinationhostname "
        "query.hostname url.domain destination.domain cs-host request_host dst_endpoint.hostname "
        "destinationdnsdomain http.host server.domain dnshostname remotedomain target_domain"
    ),
    "@answer": "answers rdata dns.answers.rdata dns.answers.data dns.grouped.a queryresults answer",
    "url:value": (
        "url uri http.url request requesturl url.full url.original cs-uri url_string request_url "
        "http_request.url.url_string http.request.url referrer referer http.http_refer "
        "cs-uri-stem cs-uri-path url.path uri_path url_path "
        "cs(referer) requestclientapplicationurl targeturl http_request.url.text"
    ),
    "@query": "cs-uri-query url.query uri_query url_query",
    "@method": (
        "method http.http_method requestmethod http.request.method cs-method "
        "http_request.http_method http_method"
    ),
    "@user_agent": (
        "user_agent useragent http.http_user_agent requestclientapplication user_agent.original "
        "cs(user-agent) http_request.user_agent"
    ),
    "file:name": (
        "filename file_name fname file.name fileinfo.filename targetfilename sourcefilename "
        "originalfilename image_name attachmentname file attachment.filename objectname "
        "sourcefilename finding.file.name filepath file.path targetobjectfile"
    ),
    "process:name": (
        "image process.name processname newprocessname sproc process image_path "
        "process.executable originalprocess destinationprocessname sourceprocessname "
        "process.file.name imageloaded exe"
    ),
    "@parent": "parentimage parentprocessname process.parent.name process.parent.executable",
    "process:command_line": (
        "commandline command_line process.command_line cmdline processcommandline process.cmd_line "
        "cmd"
    ),
    "@parent_command_line": "parentcommandline process.parent.command_line",
    "process:pid": "processid process.pid pid newprocessid",
    "windows-registry-key:key": (
        "targetobject registry.path registry.key registrykey regkey reg_key.path registry_key"
    ),
    "mutex:name": "mutex mutexname mutantname",
    "user-account:user_id": (
        "userid user username user.name user.id suser duser targetusername subjectusername "
        "accountname account userprincipalname user.email actor.user.name usrname "
        "alternativeuserid user_name login logonaccount agent.who.display"
    ),
    "email-message:from_ref": (
        "mailfrom from mail_from email.from.address sender senderaddress p1sender p2sender "
        "fromaddress email.from smtp.mail_from return_path"
    ),
    "email-message:to_refs": "rcptto to rcpt_to email.to.address recipients recipient smtp.rcpt_to",
    "email-message:subject": "subject email.subject messagesubject smtp.subject",
    "mac-addr:value": "mac src_mac dst_mac smac dmac macaddress ether.src_mac orig_l2_addr",
    "autonomous-system:number": "asn as_number src_asn dst_asn autonomous_system.number as.number",
    "software:name": "product_name application software softwarename",
    "x509-certificate:serial_number": "certificate.serial tls.serial serial serial_number",
    "@md5": "md5 hash.md5 fileinfo.md5 file.hash.md5 filehashmd5",
    "@sha1": "sha1 hash.sha1 fileinfo.sha1 file.hash.sha1 filehashsha1",
    "@sha256": "sha256 hash.sha256 fileinfo.sha256 file.hash.sha256 filehash filehashsha256",
    "@sha512": "sha512 hash.sha512 fileinfo.sha512 file.hash.sha512",
    "@hashes": "hashes hash",
    "@time": (
        "ts timestamp time @timestamp date datetime event_time _time utctime rt start "
        "creationtime timecreated recorded eventtime timegenerated devtime eventdatetime "
        "timecreated.systemtime event.created systemtime time_dt date_time created "
        "createddatetime activitydatetime creationdate zeit datum zeitstempel start_time starttime "
        "receive_time generated_time logtime log_time event_timestamp requestreceivedtimestamp "
        "published time_local time_iso8601 asctime __realtime_timestamp created_at occurred"
    ),
}
# When a thing came to be, which in some logs is when the event was: any other time tells more.
_OF_THINGS = frozenset(
    _SEPARATORS.sub("", name) for name in ("created", "created_at", "creationdate", "published")
)
# A field of one of these roles also states a value of this kind, whatever its form.
KINDS = {
    "file:name": ("file-name", "directory"),
    "process:name": ("process-name", "file-name"),
    "@parent": ("process-name", "file-name"),
    "process:command_line": ("command-line",),
    "@parent_command_line": ("command-line",),
    "windows-registry-key:key": ("windows-registry-key",),
    "mutex:name": ("mutex",),
    "user-account:user_id": ("user-account",),
    "autonomous-system:number": ("autonomous-system",),
    "software:name": ("software",),
    "x509-certificate:serial_number": ("x509-serial",),
}


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


_BY_NAME = {_plain(name): role for role, names in _ROLES.items() for name in names.split()}


@lru_cache(maxsize=16_384)
def role(name: str) -> str:
    """The role of a field, or "" where its name says nothing."""
    plain = _plain(name)
    while plain:
        found = _BY_NAME.get(plain)
        if found is not None:
            return found
        plain = plain.partition(".")[2]
    return ""


def is_version(name: str) -> bool:
    """Whether a field holds versions, which look like addresses."""
    return _plain(name).endswith("version")


def time_of(pairs: Iterable[tuple[str, str]]) -> str:
    """The time among the cells of a record, as the log writes it, or ""."""
    best = ""
    rank = (99, False)
    for name, value in pairs:
        if value and role(name) == "@time":
            found = (name.count("."), _plain(name).rpartition(".")[2] in _OF_THINGS)
            if found < rank:
                best, rank = value, found
    return best
