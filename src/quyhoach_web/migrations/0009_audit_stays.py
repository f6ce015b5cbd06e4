"""An audit entry cannot be taken by another either: on SQLite INSERT OR REPLACE deletes a row without asking the delete trigger."""

from django.db import migrations

TABLE = "quyhoach_web_auditentry"
TRIGGER = "audit_stays"


def guard(_apps, schema_editor):
    """Put the trigger in."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {TRIGGER} BEFORE INSERT ON {TABLE} "
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE number = NEW.number OR id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END", params=None)


def free(_apps, schema_editor):
    """Take it out."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}", params=None)


class Migration(migrations.Migration):
    dependencies = [("quyhoach_web", "0008_run_kind")]
    operations = [migrations.RunPython(guard, free)]
