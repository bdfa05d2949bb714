"""Check digits, against published examples."""

from wardline.screen import checks


def test_check_digits():
    assert checks.luhn("4111111111111111")
    assert not checks.luhn("4111111111111112")
    assert checks.card("378282246310005")
    assert not checks.card("9111111111111111")
    assert checks.npi("1234567893")
    assert not checks.npi("1234567890")
    assert checks.dea("AB1234563")
    assert not checks.dea("AB1234564")
    assert checks.vin("1M8GDM9AXKP042788")
    assert not checks.vin("1M8GDM9A0KP042788")
    assert checks.ssn("123456789")
    assert not checks.ssn("000123456")
