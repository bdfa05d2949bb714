"""The open vocabularies and the enumerations (STIX 2.1 chapter 10). A table of data."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ACCOUNT_TYPE = _set(
    "facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain"
)
ATTACK_MOTIVATION = _set(
    "accidental coercion dominance ideology notoriety organizational-gain personal-gain "
    "personal-satisfaction revenge unpredictable"
)
ATTACK_RESOURCE_LEVEL = _set("individual club contest team organization government")
GROUPING_CONTEXT = _set("suspicious-activity malware-analysis unspecified")
IDENTITY_CLASS = _set("individual group system organization class unspecified")
IMPLEMENTATION_LANGUAGE = _set(
    "applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby "
    "scala swift typescript visual-basic x86-32 x86-64"
)
INDICATOR_TYPE = _set(
    "anomalous-activity anonymization benign compromised malicious-activity attribution unknown"
)
INDUSTRY_SECTOR = _set(
    "agriculture aerospace automotive chemical commercial communications construction defense "
    "education energy entertainment financial-services government emergency-services "
    "government-local government-national government-public-services government-regional "
    "healthcare hospitality-leisure infrastructure dams nuclear water insurance manufacturing "
    "mining non-profit pharmaceuticals retail technology telecommunications transportation "
    "utilities"
)
INFRASTRUCTURE_TYPE = _set(
    "amplification anonymization botnet command-and-control control-system exfiltration firewall "
    "hosting-malware hosting-target-lists phishing reconnaissance routers-switches staging "
    "unknown workstation"
)
MALWARE_CAPABILITIES = _set(
    "accesses-remote-machines anti-debugging anti-disassembly anti-emulation "
    "anti-memory-forensics anti-sandbox anti-vm captures-input-peripherals "
    "captures-output-peripherals captures-system-state-data cleans-traces-of-infection "
    "commits-fraud communicates-with-c2 compromises-data-availability compromises-data-integrity "
    "compromises-system-availability controls-local-machine degrades-security-software "
    "degrades-system-updates determines-c2-server emails-spam escalates-privileges evades-av "
    "exfiltrates-data fingerprints-host hides-artifacts hides-executing-code infects-files "
    "infects-remote-machines installs-other-components persists-after-system-reboot "
    "prevents-artifact-access prevents-artifact-deletion probes-network-environment "
    "self-modifies steals-authentication-credentials violates-system-operational-integrity"
)
MALWARE_RESULT = _set("malicious suspicious benign unknown")
MALWARE_TYPE = _set(
    "adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware "
    "remote-access-trojan resource-exploitation rogue-security-software rootkit screen-capture "
    "spyware trojan unknown virus webshell wiper worm"
)
PATTERN_TYPE = _set("stix pcre sigma snort suricata yara")
PROCESSOR_ARCHITECTURE = _set("alpha arm ia-64 mips powerpc sparc x86 x86-64")
REGION = _set(
    "africa eastern-africa middle-africa northern-africa southern-africa western-africa americas "
    "caribbean central-america latin-america-caribbean northern-america south-america asia "
    "central-asia eastern-asia southern-asia south-eastern-asia western-asia europe "
    "eastern-europe northern-europe southern-europe western-europe oceania antarctica "
    "australia-new-zealand melanesia micronesia polynesia"
)
REPORT_TYPE = _set(
    "attack-pattern campaign identity indicator intrusion-set malware observed-data threat-actor "
    "threat-report tool vulnerability"
)
THREAT_ACTOR_TYPE = _set(
    "activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled "
    "nation-state sensationalist spy terrorist unknown"
)
THREAT_ACTOR_ROLE = _set(
    "agent director independent infrastructure-architect infrastructure-operator malware-author "
    "sponsor"
)
THREAT_ACTOR_SOPHISTICATION = _set("none minimal intermediate advanced expert innovator strategic")
TOOL_TYPE = _set(
    "denial-of-service exploitation information-gathering network-capture "
    "credential-exploitation remote-access vulnerability-scanning unknown"
)

# Enumerations: other values are errors.
ENCRYPTION_ALGORITHM = ("AES-256-GCM", "ChaCha20-Poly1305", "mime-type-indicated")
OPINION = ("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree")
EXTENSION_TYPE = (
    "new-sdo",
    "new-sco",
    "new-sro",
    "property-extension",
    "toplevel-property-extension",
)
SOCKET_ADDRESS_FAMILY = (
    "AF_UNSPEC",
    "AF_INET",
    "AF_IPX",
    "AF_APPLETALK",
    "AF_NETBIOS",
    "AF_INET6",
    "AF_IRDA",
    "AF_BTH",
)
SOCKET_TYPE = ("SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW", "SOCK_RDM", "SOCK_SEQPACKET")
REGISTRY_DATATYPE = (
    "REG_NONE",
    "REG_SZ",
    "REG_EXPAND_SZ",
    "REG_BINARY",
    "REG_DWORD",
    "REG_DWORD_BIG_ENDIAN",
    "REG_DWORD_LITTLE_ENDIAN",
    "REG_LINK",
    "REG_MULTI_SZ",
    "REG_RESOURCE_LIST",
    "REG_FULL_RESOURCE_DESCRIPTION",
    "REG_RESOURCE_REQUIREMENTS_LIST",
    "REG_QWORD",
    "REG_INVALID_TYPE",
)
INTEGRITY_LEVEL = ("low", "medium", "high", "system")
SERVICE_START_TYPE = (
    "SERVICE_AUTO_START",
    "SERVICE_BOOT_START",
    "SERVICE_DEMAND_START",
    "SERVICE_DISABLED",
    "SERVICE_SYSTEM_ALERT",
)
SERVICE_TYPE = (
    "SERVICE_KERNEL_DRIVER",
    "SERVICE_FILE_SYSTEM_DRIVER",
    "SERVICE_WIN32_OWN_PROCESS",
    "SERVICE_WIN32_SHARE_PROCESS",
)
SERVICE_STATUS = (
    "SERVICE_CONTINUE_PENDING",
    "SERVICE_PAUSE_PENDING",
    "SERVICE_PAUSED",
    "SERVICE_RUNNING",
    "SERVICE_START_PENDING",
    "SERVICE_STOP_PENDING",
    "SERVICE_STOPPED",
)
