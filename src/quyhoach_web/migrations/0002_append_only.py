"""The audit refuses changes in the database itself, whoever asks. TRUNCATE of PostgreSQL stays possible: tests empty tables by it.

A later migration that rebuilds the table on SQLite (AlterField does) drops the triggers: it must call ``guard`` again.
"""

from django.db import migrations

TABLE = "quyhoach_web_auditentry"
_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END" for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION quyhoach_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$",
    f"CREATE OR REPLACE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION quyhoach_audit_append_only()",
]
_FREE = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"],
    "postgresql": [f"DROP TRIGGER IF EXISTS audit_append_only ON {TABLE}", "DROP FUNCTION IF EXISTS quyhoach_audit_append_only()"],
}


def guard(_apps, schema_editor):
    """Put the triggers in."""
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def free(_apps, schema_editor):
    """Take them out."""
    for statement in _FREE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("quyhoach_web", "0001_office")]
    operations = [migrations.RunPython(guard, free)]
