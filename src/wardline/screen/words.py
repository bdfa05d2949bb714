"""The gate's labels in plain words, for whoever reads what was found; and words that name nobody."""

from __future__ import annotations

# The 18 identifiers of 45 CFR 164.514(b)(2)(i) and what else must not leave.
WORDS = {
    "ACCOUNT": "an account number",
    "ADDRESS": "a street address",
    "AGE90": "an age over 89",
    "BIOMETRIC": "a biometric identifier",
    "CARD": "a payment card number",
    "CARE_DATE": "a date of care",
    "DEVICE_SERIAL": "a device's serial number",
    "DOB": "a date of birth",
    "DOMAIN": "a domain of your own",
    "EMAIL": "a person's e-mail address",
    "FAX": "a fax number",
    "HOST": "an internal host",
    "ID": "a number that may be a person's",
    "LICENSE": "a licence number",
    "MAC": "a device's network address",
    "MARKING": "a confidentiality mark",
    "MRN": "a medical record number",
    "NAME": "a person's name",
    "ORG": "the organization's own name",
    "OWN_PUBLIC_IP": "an address of the own network",
    "PATIENT_URL": "a link to a patient's record",
    "PHONE": "a telephone number",
    "PHOTO": "a person's picture",
    "PLAN_ID": "a health plan number",
    "PRIV_IP": "an internal address",
    "SECRET": "a password or key",
    "SSN": "a social security number",
    "URL": "a personal link",
    "USER": "a user's account name",
    "VEHICLE": "a vehicle's number",
    "ZIP": "a postal code",
}


def words(label: str) -> str:
    """`label` in plain words, with the label itself, which a rule or a filter is known by."""
    plain = WORDS.get(label)
    if plain is None:
        # What has a label of small letters is a sentence already: why a person has to look.
        return f"something private ({label})" if label.isupper() else label
    return f"{plain} ({label})"


# What may follow "the name is", and is none.
NO_NAME = frozenset(
    "on in not a an the known listed spelled used shown withheld there here one being kept to for of"
    " at like similar same different unknown misspelled correct wrong missing also only now still"
    " never called so and but that this it taken given by".split()
)
