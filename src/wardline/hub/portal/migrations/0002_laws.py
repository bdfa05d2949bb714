"""The legal texts that a new hub starts with, in our own words.

Their day is old on purpose: the hub's staff is asked to read each at its source and date it anew.
"""

import datetime as dt

from django.db import migrations

READ = dt.date(2026, 3, 1)
LAWS = (
    (
        "personal-information",
        "Personal information is taken out before sharing",
        "6 U.S.C. 1503(d)(2)",
        (
            "Before a cyber threat indicator is shared, it is reviewed, or a technical capability is "
            "used, to remove information that is not directly related to a threat and is known to be "
            "personal information of a specific individual or to identify one."
        ),
    ),
    (
        "protections",
        "What protects those who share",
        "6 U.S.C. 1504(d)",
        (
            "Sharing waives no privilege or protection, trade secrets among them. What is shared is the "
            "proprietary information of its sharer where it is so marked, is exempt from disclosure "
            "under freedom of information laws, and is not used to regulate the lawful activities of "
            "its sharer, with the exceptions that the law names."
        ),
    ),
    (
        "lifetime",
        "How long the 2015 Act is in force",
        "6 U.S.C. 1510 and later extensions",
        (
            "The authority of the Cybersecurity Information Sharing Act of 2015 was extended more than "
            "once, and was last seen to run until 30 September 2026. After that day, read the source "
            "before you rely on the protections above."
        ),
    ),
    (
        "recall",
        "Errors are told to all who received them",
        "6 U.S.C. 1502(b)(1), 1504(b)",
        (
            "Where something shared is found to be wrong or to break the rules, those who received it "
            "are told in time."
        ),
    ),
    (
        "identifiers",
        "Identifiers that never leave",
        "45 CFR 164.514(b)(2)",
        (
            "The 18 kinds of identifiers of the HIPAA Safe Harbor, from names and dates of care to "
            "record numbers, addresses and biometric identifiers, are taken out. No limited data sets."
        ),
    ),
    (
        "small-cells",
        "Small numbers are hidden",
        "CMS cell-size rule",
        "Public statistics show no cell under 11, nor anything from which one could be worked out.",
    ),
)


def add(apps, schema_editor):
    law = apps.get_model("portal", "Law")
    for name, title, source, text in LAWS:
        law.objects.get_or_create(
            name=name,
            defaults={
                "title": title,
                "source": source,
                "text": text,
                "as_of": READ,
                "changed_at": 0,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
