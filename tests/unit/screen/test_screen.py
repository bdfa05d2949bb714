"""What goes and what stays, by role. All persons, numbers and secrets here are made up."""

# ruff: noqa: E501 # made-up texts stand in one line

import pytest

from wardline.screen.model import Decision
from wardline.screen.profile import Profile
from wardline.screen.text import screen

OWN = Profile.from_mapping(
    {
        "name": "Lakeside Care",
        "domains": ["lakesidecare.example.org"],
        "public_nets": ["198.51.100.0/24"],
        "ad": "LAKE",
    }
)


def labels(text, profile=OWN, **kwargs):
    return {f.label for f in screen(text, profile, **kwargs).findings}


def left(text, profile=OWN, **kwargs):
    return screen(text, profile, **kwargs).text


GOES = [
    ("SSN 123-45-6789 was read out", "123-45-6789", "SSN"),
    ("his social security number is 123456789.", "123456789", "SSN"),
    ("card 4111 1111 1111 1111 was charged", "4111 1111 1111 1111", "CARD"),
    ("Medicare 1EG4-TE5-MK73 was billed", "1EG4-TE5-MK73", "PLAN_ID"),
    ("DEA number AB1234563 on the script", "AB1234563", "LICENSE"),
    ("the van with VIN 1M8GDM9AXKP042788 left", "1M8GDM9AXKP042788", "VEHICLE"),
    ("chart opened, MRN: E1234567, by nobody", "E1234567", "MRN"),
    ("medical record number 12-34-567 leaked", "12-34-567", "MRN"),
    ("patient born on March 3, 1961 called", "March 3, 1961", "DOB"),
    ("DOB 03-MAR-1961 acct 99887766", "03-MAR-1961", "DOB"),
    ("she was admitted on 4/5/2024 at night", "4/5/2024", "CARE_DATE"),
    ("he died on 5 May 2024.", "5 May 2024", "CARE_DATE"),
    ("call (303) 555-0142 after six", "(303) 555-0142", "PHONE"),
    ("fax it to 303-555-0143 please", "303-555-0143", "FAX"),
    ("pacemaker serial no. QX77120A was read", "QX77120A", "DEVICE_SERIAL"),
    ("nurse license RN123456 of the ward", "RN123456", "LICENSE"),
    ("a 94-year-old man waited", "94", "AGE90"),
    ("lives at 12 Old Mill Rd Apt. 4 now", "12 Old Mill Rd Apt. 4", "ADDRESS"),
    ("mail to Port Ann, CO 80999 only", "Port Ann, CO 80999", "ZIP"),
    ("key AKIAQ3EGRZ7YXEXAMPLE in the script", "AKIAQ3EGRZ7YXEXAMPLE", "SECRET"),
    ("I typed my password Harbor2031! there", "Harbor2031!", "SECRET"),
    ("the admin password is still Winter2031#", "Winter2031#", "SECRET"),
    ("postgres://svc_x:h7Gk2mQ@db/ehr failed", "svc_x:h7Gk2mQ", "SECRET"),
    ("beaconing from 10.20.30.40 began", "10.20.30.40", "PRIV_IP"),
    ("traffic to 198[.]51[.]100[.]7 rose", "198[.]51[.]100[.]7", "OWN_PUBLIC_IP"),
    ("from emr12.int.lakesidecare.example.org it", "emr12.int.lakesidecare.example.org", "HOST"),
    ("on LAKE-ICU-PC042 the note", "LAKE-ICU-PC042", "HOST"),
    (r"LAKE\jroe2 logged on", r"LAKE\jroe2", "USER"),
    (r"under C:\Users\jane.roe\deploy", "jane.roe", "USER"),
    ("2031-01-02T03:04:05Z vpn login user=jroe7 ok", "jroe7", "USER"),
    ("Jan  2 03:04:05 emr12 sshd[7]: Failed password for invalid user jroe from 203.0.113.9", "jroe", "USER"),
    ("write to jane.roe@lakesidecare.example.org", "jane.roe@lakesidecare.example.org", "EMAIL"),
    ("https://mychart.lakesidecare.example.org/chart/123", "mychart.lakesidecare.example.org/chart/123", "PATIENT_URL"),
    ("palm-vein template gpFwl6Jm7G6vV5FZ5VQhsTvk", "gpFwl6Jm7G6vV5FZ5VQhsTvk", "BIOMETRIC"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "label"), GOES)
def test_what_is_private_goes_and_the_rest_stays(text, value, label):
    screened = screen(text, OWN)
    assert value not in screened.text
    assert label in {f.label for f in screened.findings}
    words = set(text.replace(value, " ").split())
    assert len(words - set(screened.text.split())) <= 2


STAYS = [
    "C2 at 203.0.113.9 and 192.0.2.7:443",
    "phish from billing@secure-nogadi.example.net with link hxxp://evil[.]example[.]com/a?id=48731",
    "hash e5cae94e37d79dc34598fa9f550af6e1 dropped Remit-janimo.pdf.lnk",
    "CVE-2024-12345 and T1059.001, see AA24-060A",
    "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Zam was set",
    "pay to bc1qg7vd8maazf5aky4u2hgclye4e952460j2rfdtj",
    "firmware 3.20.19.0 of Alaris 8015, build 12.3.27-26",
    "OID 1.2.840.113619.2.55 and indicator--370ba32f-b4fe-45e4-a428-5f69f93760ea",
    "583,350 records, 514697449 bytes, $57,904.00, port 11112, pid 54896",
    "docket HHS-OCR-2024-0020, ticket INC0012345, LOINC 64715-6",
    "report@cisa.gov or 1-888-282-0870",
    "the attack on March 3, 2031 was posted on 4/5/31",
    "An 82-year-old man waited",
    "curl/8.1.2 and Mozilla/5.0 (Windows NT 10.0) Gecko/65.7",
]


@pytest.mark.parametrize("text", STAYS)
def test_threats_and_harmless_numbers_stay(text):
    screened = screen(text, OWN)
    assert screened.text == text
    assert screened.decision == Decision.PASS


def test_a_phishing_sender_stays_and_its_recipient_goes():
    text = (
        "---- Forwarded ----\nFrom: Billing <billing@pay-update.example.net>\n"
        'To: "Roe, Jane" <jane.roe@lakesidecare.example.org>\nSubject: Remittance\n\nopen it'
    )
    shown = left(text)
    assert "billing@pay-update.example.net" in shown
    assert "Roe" not in shown
    assert "lakesidecare" not in shown


def test_a_victim_in_an_attackers_link_goes_alone():
    shown = left("http://evil.example.com/?e=jane.roe@lakesidecare.example.org&k=1")
    assert shown.startswith("http://evil.example.com/?e=[EMAIL-1]")


def test_hl7_is_read_by_field():
    text = (
        "MSH|^~\\&|A|B|C|D|20310102||ADT^A01|77|P|2.5\r"
        "PID|1||00138795^^^HOSP^MR||ROE^JANE||19610303|F|||1 Elm St^^Port Ann^CO^80999||"
        "(303)555-0142|||||601515334|123-45-6789\r"
        "NK1|1|ROE^RICHARD|SPO\rPV1|1|I|ICU||||1577239^DOE^JOHN"
    )
    shown = left(text)
    for value in ("00138795", "ROE", "JANE", "19610303", "Elm", "80999", "555", "RICHARD", "DOE"):
        assert value not in shown
    assert "^^^HOSP^MR" in shown
    assert "|F|" in shown
    assert "20310102" in shown


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_is_read_by_header(mark):
    head = mark.join(("mrn", "patient", "dob", "indicator"))
    row = mark.join(("E8774308", '"Roe, Jane"', "1961-03-03", "203.0.113.9"))
    shown = left(f"{head}\n{row}\n{row}\n")
    assert shown.startswith(head)
    assert shown.count("203.0.113.9") == 2
    assert "Roe" not in shown
    assert "E8774308" not in shown
    assert "1961" not in shown


def test_fhir_is_read_by_its_objects():
    text = (
        '{"resourceType":"Patient","identifier":[{"type":{"text":"MRN"},"value":"H506630301"}],'
        '"name":[{"family":"Roe","given":["Jane","Q"]}],"birthDate":"1961-03-03",'
        '"telecom":[{"system":"phone","value":"303 555 0142"}],'
        '"address":[{"line":["1 Elm St Apt. 3"],"postalCode":"80999"}]}'
    )
    shown = left(text)
    for value in ("H506630301", "Roe", "Jane", "1961", "0142", "Elm", "80999"):
        assert value not in shown


def test_dicom_xml_and_claims_are_read_by_their_names():
    dicom = "D: (0010,0010) PN [ROE^JANE]  # PatientName\nD: (0010,0030) DA [19610303] # x"
    assert "ROE" not in left(dicom)
    assert "1961" not in left(dicom)
    event = '<Data Name="TargetUserName">jroe7</Data><Data Name="IpAddress">203.0.113.9</Data>'
    assert left(event) == (
        '<Data Name="TargetUserName">[USER-1]</Data><Data Name="IpAddress">203.0.113.9</Data>'
    )
    claim = "NM1*IL*1*ROE*JANE****MI*W232007992~DMG*D8*19610303*F~"
    for value in ("ROE", "JANE", "W232007992", "19610303"):
        assert value not in left(claim)


@pytest.mark.parametrize(
    "text",
    [
        "S\u200bSN 1\u200b23-45-6789",
        "SSN \uff11\uff12\uff13-45-6789",
        "SSN\u00a0123\u201145\u20116789",
        "p\u0430ssword: Harbor2031!",
        "Pa\u0301ssword: Harbor2031!",
    ],
)
def test_disguised_characters_hide_nothing(text):
    screened = screen(text)
    assert screened.findings
    assert not any(char in screened.text for char in "6789!\uff11")


@pytest.mark.parametrize(
    "mark",
    [
        "CONFIDENTIAL - INTERNAL USE ONLY",
        "Proprietary and Confidential",
        "Attorney-Client Privileged",
        "Patient Safety Work Product",
        "FOR OFFICIAL USE ONLY",
        "CUI//SP-PRVCY",
        "TLP:RED",
        "Trade Secret",
        "Peer Review Privileged",
        "Contains PHI - do not forward",
        "Do Not Distribute.",
    ],
)
def test_a_mark_of_confidentiality_is_flagged_kept_and_held(mark):
    text = f"{mark}\nThe cost model is attached."
    screened = screen(text)
    assert "MARKING" in {f.label for f in screened.findings}
    assert screened.text == text
    assert screened.decision == Decision.HOLD


def test_the_word_confidential_in_a_sentence_is_no_mark_unless_strict():
    text = "We keep confidential data safe."
    assert screen(text).decision == Decision.PASS
    assert screen(text, strict=True).decision == Decision.HOLD


def test_an_unexplained_number_never_stays():
    assert "48273645" not in left("see 48273645 there")
    assert screen("value 9-88-7777777-66-555 there").decision == Decision.HOLD


def test_what_cannot_be_read_is_blocked():
    assert screen("\x00\x01\x02" * 40).decision == Decision.BLOCK
    assert screen("\ud800" * 40).decision == Decision.BLOCK
    assert screen("").decision == Decision.PASS


def test_without_a_profile_internal_hosts_still_go():
    shown = left("on pacs66.litomahospital.org and ehr.corp.lito.local", Profile())
    assert "lito" not in shown


def test_a_value_is_taken_out_wherever_it_stands():
    shown = left("user=jroe77 failed. Later jroe77 came back.")
    assert "jroe77" not in shown
    assert shown.count("[USER-1]") == 2
