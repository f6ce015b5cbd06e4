"""Runs of other engines than the capital plan's: what kind each is, and what it was asked beyond scenario and changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("quyhoach_web", "0007_ledger"),
    ]

    operations = [
        migrations.AddField("run", "kind", models.CharField(
            choices=[("plan", "Plan"), ("ranking", "Ranking")], default="plan", max_length=20)),
        migrations.AddField("run", "question", models.JSONField(default=dict)),
    ]
