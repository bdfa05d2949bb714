from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("objects", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("object", models.CharField(help_text="its STIX id", max_length=300)),
                (
                    "owner",
                    models.CharField(
                        help_text="the organization that decides; empty: the hub", max_length=36
                    ),
                ),
                ("organization", models.CharField(help_text="who proposes", max_length=36)),
                ("user", models.BigIntegerField()),
                ("user_name", models.CharField(max_length=200)),
                (
                    "named",
                    models.BooleanField(help_text="whether the owner may know, and credit, who"),
                ),
                ("changes", models.TextField(help_text="JSON; empty once it has ended")),
                (
                    "reason",
                    models.TextField(help_text="the proposer's words; empty once it has ended"),
                ),
                (
                    "answer",
                    models.TextField(default="", help_text="why it was declined, for the proposer"),
                ),
                ("state", models.CharField(max_length=10)),
                ("created_at", models.BigIntegerField(help_text="microseconds since 1970")),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "objects_proposal",
                "indexes": [
                    models.Index(fields=["owner", "state"], name="objects_proposal_owner"),
                    models.Index(fields=["organization", "state"], name="objects_proposal_own"),
                    models.Index(fields=["object", "state"], name="objects_proposal_object"),
                ],
            },
        ),
    ]
