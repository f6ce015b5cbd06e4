"""The land fund's books, and the triggers that keep them: whatever writes to the database, an entry balances and stays.

An entry is one row and carries its lines as JSON, so one INSERT is one whole entry and a trigger can weigh it there and then, on
SQLite as on PostgreSQL (docs/decisions/0010-ledger.md). The database copies the lines to the table balances are summed from.
TRUNCATE of PostgreSQL stays possible: tests empty tables by it.

A later migration that rebuilds one of these tables on SQLite (AlterField does) drops its triggers: it must call ``guard`` again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ENTRY, LINE, ACCOUNT, ADVANCE, CLOSE, STATEMENT = (
    f"quyhoach_web_{name}" for name in ("ledgerentry", "ledgerline", "ledgeraccount", "advance", "ledgerclose", "ledgerstatement"))
KEPT = (ENTRY, LINE, ADVANCE, CLOSE, STATEMENT)
LARGEST = 2**53
_AMOUNT = "json_extract(value, '$.amount')"
_ACCOUNT = "json_extract(value, '$.account')"
_ADVANCE = "coalesce(json_extract(value, '$.advance'), '')"
_OUTSTANDING = (
    f"SELECT a.code FROM json_each(NEW.lines) JOIN {ACCOUNT} c ON c.code = {_ACCOUNT} AND c.kind = 'advance' JOIN {ADVANCE} a ON a.code = {_ADVANCE} "
    f"GROUP BY a.code, a.amount HAVING sum({_AMOUNT}) + coalesce((SELECT sum(l.amount) FROM {LINE} l JOIN {ACCOUNT} k ON k.code = l.account_id "
    "WHERE l.advance = a.code AND k.kind = 'advance'), 0) NOT BETWEEN 0 AND a.amount"
)
_REFUSED_ON_SQLITE = {  # what is refused: when
    "an entry has two lines or more": "NOT json_valid(NEW.lines) OR json_type(NEW.lines) <> 'array' OR json_array_length(NEW.lines) < 2",
    "a line names an account and a whole amount other than 0":
        "EXISTS (SELECT 1 FROM json_each(NEW.lines) WHERE type <> 'object' OR json_type(value, '$.account') IS NOT 'text' "
        f"OR json_type(value, '$.amount') IS NOT 'integer' OR {_AMOUNT} = 0 OR {_AMOUNT} NOT BETWEEN -{LARGEST} AND {LARGEST})",
    "debits and credits differ": f"(SELECT sum({_AMOUNT}) FROM json_each(NEW.lines)) <> 0",
    "an account is not in the books": f"EXISTS (SELECT 1 FROM json_each(NEW.lines) WHERE {_ACCOUNT} NOT IN (SELECT code FROM {ACCOUNT}))",
    "the day is not a date": "NEW.booked_on IS NOT date(NEW.booked_on)",
    "the period is closed": f"NEW.booked_on <= (SELECT max(until) FROM {CLOSE})",
    "entries are numbered without gaps": f"NEW.number <> coalesce((SELECT max(number) FROM {ENTRY}), 0) + 1",
    "an entry stands and is not replaced":
        f"EXISTS (SELECT 1 FROM {ENTRY} WHERE id = NEW.id OR key = NEW.key OR reverses_id = NEW.reverses_id)",
    "money advanced names an advance that was decided":
        f"EXISTS (SELECT 1 FROM json_each(NEW.lines) LEFT JOIN {ACCOUNT} c ON c.code = {_ACCOUNT} "
        f"WHERE (c.kind = 'advance' OR {_ADVANCE} <> '') AND {_ADVANCE} NOT IN (SELECT code FROM {ADVANCE}))",
    "an advance is overdrawn or refunded beyond what is out": f"EXISTS ({_OUTSTANDING})",
    "a reversal is the entry with its signs turned":
        "NEW.reverses_id IS NOT NULL AND ((SELECT count(*) FROM json_each(NEW.lines)) <> "
        f"(SELECT count(*) FROM {LINE} WHERE entry_id = NEW.reverses_id) OR EXISTS (SELECT 1 FROM json_each(NEW.lines) LEFT JOIN {LINE} l "
        f"ON l.entry_id = NEW.reverses_id AND l.n = json_each.key + 1 AND l.account_id = {_ACCOUNT} AND l.amount = -{_AMOUNT} "
        f"AND l.advance = {_ADVANCE} WHERE l.id IS NULL))",
}
_SAME_LINE = (
    f"SELECT 1 FROM {ENTRY} e, json_each(e.lines) WHERE e.id = NEW.entry_id AND e.booked_on = NEW.booked_on AND json_each.key = NEW.n - 1 "
    f"AND {_ACCOUNT} = NEW.account_id AND {_AMOUNT} = NEW.amount AND {_ADVANCE} = NEW.advance"
)


def _refusals():
    return " ".join(f"SELECT RAISE(ABORT, 'ledger: {what}') WHERE {when};" for what, when in _REFUSED_ON_SQLITE.items())


def _sqlite():
    yield f"CREATE TRIGGER IF NOT EXISTS ledger_entry_weighed BEFORE INSERT ON {ENTRY} BEGIN {_refusals()} END"
    yield (f"CREATE TRIGGER IF NOT EXISTS ledger_entry_laid_out AFTER INSERT ON {ENTRY} BEGIN "
           f"INSERT INTO {LINE} (entry_id, n, account_id, amount, advance, booked_on) "
           f"SELECT NEW.id, key + 1, {_ACCOUNT}, {_AMOUNT}, {_ADVANCE}, NEW.booked_on FROM json_each(NEW.lines); END")
    yield (f"CREATE TRIGGER IF NOT EXISTS ledger_line_of_an_entry BEFORE INSERT ON {LINE} "
           f"WHEN NOT EXISTS ({_SAME_LINE}) OR EXISTS (SELECT 1 FROM {LINE} WHERE id = NEW.id OR (entry_id = NEW.entry_id AND n = NEW.n)) "
           "BEGIN SELECT RAISE(ABORT, 'ledger: lines are written with their entry'); END")
    yield (f"CREATE TRIGGER IF NOT EXISTS ledger_close_onward BEFORE INSERT ON {CLOSE} "
           f"WHEN NEW.until IS NOT date(NEW.until) OR NEW.until <= (SELECT max(until) FROM {CLOSE}) "
           f"OR EXISTS (SELECT 1 FROM {CLOSE} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ledger: periods close one after the other'); END")
    yield (f"CREATE TRIGGER IF NOT EXISTS ledger_advance_stays BEFORE INSERT ON {ADVANCE} "
           f"WHEN EXISTS (SELECT 1 FROM {ADVANCE} WHERE id = NEW.id OR code = NEW.code) "
           "BEGIN SELECT RAISE(ABORT, 'ledger: an advance stands and is not replaced'); END")
    yield (f"CREATE TRIGGER IF NOT EXISTS ledger_account_stays BEFORE INSERT ON {ACCOUNT} "
           f"WHEN EXISTS (SELECT 1 FROM {ACCOUNT} WHERE id = NEW.id OR code = NEW.code) "
           "BEGIN SELECT RAISE(ABORT, 'ledger: an account stands and is not replaced'); END")
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            yield (f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                   "BEGIN SELECT RAISE(ABORT, 'ledger: the books are append-only'); END")
    yield (f"CREATE TRIGGER IF NOT EXISTS {ACCOUNT}_no_delete BEFORE DELETE ON {ACCOUNT} "
           "BEGIN SELECT RAISE(ABORT, 'ledger: the books are append-only'); END")
    yield (f"CREATE TRIGGER IF NOT EXISTS {ACCOUNT}_no_update BEFORE UPDATE OF id, code, kind ON {ACCOUNT} "
           "BEGIN SELECT RAISE(ABORT, 'ledger: code and kind of an account stay'); END")


_LINES = "jsonb_array_elements(NEW.lines) WITH ORDINALITY AS j(l, n)"
_TO = "coalesce(l->>'advance', '')"
_REFUSED_ON_POSTGRESQL = {
    "an entry has two lines or more": "jsonb_typeof(NEW.lines) IS DISTINCT FROM 'array'",
    "an entry has two lines or more ": "jsonb_array_length(NEW.lines) < 2",
    "a line names an account and a whole amount other than 0":
        f"EXISTS (SELECT 1 FROM {_LINES} WHERE jsonb_typeof(l->'account') IS DISTINCT FROM 'string' "
        "OR jsonb_typeof(l->'amount') IS DISTINCT FROM 'number')",
    "a line names an account and a whole amount other than 0 ":
        f"EXISTS (SELECT 1 FROM {_LINES} WHERE mod((l->>'amount')::numeric, 1) <> 0 OR (l->>'amount')::numeric = 0 "
        f"OR abs((l->>'amount')::numeric) > {LARGEST})",
    "debits and credits differ": f"(SELECT sum((l->>'amount')::numeric) FROM {_LINES}) <> 0",
    "an account is not in the books": f"EXISTS (SELECT 1 FROM {_LINES} WHERE l->>'account' NOT IN (SELECT code FROM {ACCOUNT}))",
    "the period is closed": f"NEW.booked_on <= (SELECT max(until) FROM {CLOSE})",
    "entries are numbered without gaps": f"NEW.number <> coalesce((SELECT max(number) FROM {ENTRY}), 0) + 1",
    "money advanced names an advance that was decided":
        f"EXISTS (SELECT 1 FROM {_LINES} LEFT JOIN {ACCOUNT} c ON c.code = l->>'account' "
        f"WHERE (c.kind = 'advance' OR {_TO} <> '') AND {_TO} NOT IN (SELECT code FROM {ADVANCE}))",
}
_REFUSED_AFTER_ON_POSTGRESQL = {  # once the lines are laid out, row after row: one INSERT of many rows is weighed like many
    "an advance is overdrawn or refunded beyond what is out":
        f"EXISTS (SELECT 1 FROM {ADVANCE} a WHERE a.code IN (SELECT {_TO} FROM {_LINES}) AND (SELECT coalesce(sum(p.amount), 0) "
        f"FROM {LINE} p JOIN {ACCOUNT} k ON k.code = p.account_id WHERE p.advance = a.code AND k.kind = 'advance') "
        "NOT BETWEEN 0 AND a.amount)",
    "a reversal is the entry with its signs turned":
        "NEW.reverses_id IS NOT NULL AND (jsonb_array_length(NEW.lines) <> "
        f"(SELECT count(*) FROM {LINE} WHERE entry_id = NEW.reverses_id) OR EXISTS (SELECT 1 FROM {_LINES} LEFT JOIN {LINE} p "
        f"ON p.entry_id = NEW.reverses_id AND p.n = j.n AND p.account_id = l->>'account' AND p.amount = -(l->>'amount')::numeric "
        f"AND p.advance = {_TO} WHERE p.id IS NULL))",
}
_SAME_LINE_PG = (
    f"SELECT 1 FROM {ENTRY} e, jsonb_array_elements(e.lines) WITH ORDINALITY AS j(l, n) WHERE e.id = NEW.entry_id "
    "AND e.booked_on = NEW.booked_on AND j.n = NEW.n AND l->>'account' = NEW.account_id AND (l->>'amount')::numeric = NEW.amount "
    f"AND {_TO} = NEW.advance"
)
LOCK = 720107
"""The advisory lock of PostgreSQL under which entries are numbered and periods closed; ``services.ledger`` takes it first."""


def _function(name, body, answer="NEW"):
    return (f"CREATE OR REPLACE FUNCTION quyhoach_ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN {answer}; END $$")


def _trigger(name, table, when):
    return f"CREATE OR REPLACE TRIGGER ledger_{name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION quyhoach_ledger_{name}()"


def _refusals_of(refused):
    return " ".join(f"IF {when} THEN RAISE EXCEPTION 'ledger: {what.strip()}'; END IF;" for what, when in refused.items())


def _postgresql():
    alone = f"PERFORM pg_advisory_xact_lock({LOCK});"
    yield _function("entry", f"{alone} {_refusals_of(_REFUSED_ON_POSTGRESQL)}")
    yield _trigger("entry", ENTRY, "BEFORE INSERT")
    yield _function("lay_out", (
        f"INSERT INTO {LINE} (entry_id, n, account_id, amount, advance, booked_on) SELECT NEW.id, n, l->>'account', (l->>'amount')::bigint, "
        f"{_TO}, NEW.booked_on FROM {_LINES}; {_refusals_of(_REFUSED_AFTER_ON_POSTGRESQL)}"), "NULL")
    yield _trigger("lay_out", ENTRY, "AFTER INSERT")
    yield _function("line", f"IF NOT EXISTS ({_SAME_LINE_PG}) THEN RAISE EXCEPTION 'ledger: lines are written with their entry'; END IF;")
    yield _trigger("line", LINE, "BEFORE INSERT")
    yield _function("close", alone + f" IF NEW.until <= (SELECT max(until) FROM {CLOSE}) "
                    "THEN RAISE EXCEPTION 'ledger: periods close one after the other'; END IF;")
    yield _trigger("close", CLOSE, "BEFORE INSERT")
    yield _function("stays", "RAISE EXCEPTION 'ledger: the books are append-only';")
    for table in KEPT:
        yield _trigger("stays", table, "BEFORE UPDATE OR DELETE")
    yield (f"CREATE OR REPLACE TRIGGER ledger_account_stays BEFORE DELETE OR UPDATE OF id, code, kind ON {ACCOUNT} "
           "FOR EACH ROW EXECUTE FUNCTION quyhoach_ledger_stays()")


def guard(_apps, schema_editor):
    """Put the triggers in."""
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}.get(schema_editor.connection.vendor, tuple)():
        schema_editor.execute(statement, params=None)


def free(_apps, schema_editor):
    """Take them out; on SQLite they go with their tables."""
    if schema_editor.connection.vendor == "postgresql":
        for name in ("entry", "lay_out", "line", "close", "stays"):
            schema_editor.execute(f"DROP FUNCTION IF EXISTS quyhoach_ledger_{name}() CASCADE", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('quyhoach_web', '0006_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('name_vi', models.CharField(max_length=300)),
                ('name_en', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='LedgerClose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(unique=True)),
                ('last_number', models.PositiveBigIntegerField()),
                ('balances', models.JSONField(default=dict)),
                ('closed_at', models.DateTimeField()),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_closes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('booked_on', models.DateField(db_index=True)),
                ('kind', models.CharField(max_length=12)),
                ('document', models.CharField(blank=True, max_length=200)),
                ('text', models.CharField(blank=True, max_length=500)),
                ('lines', models.JSONField()),
                ('key', models.CharField(max_length=100, unique=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('assumed', models.CharField(blank=True, max_length=100)),
                ('posted_at', models.DateTimeField()),
                ('posted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_entries', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='quyhoach_web.ledgerentry')),
            ],
        ),
        migrations.CreateModel(
            name='Advance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('project', models.CharField(blank=True, max_length=60)),
                ('site', models.CharField(blank=True, max_length=60)),
                ('borrower', models.CharField(blank=True, max_length=200)),
                ('amount', models.BigIntegerField()),
                ('plan_decision', models.CharField(max_length=200)),
                ('plan_decided_on', models.DateField()),
                ('plan_amount', models.BigIntegerField(null=True)),
                ('decision', models.CharField(max_length=200)),
                ('decided_on', models.DateField()),
                ('refund_source', models.CharField(max_length=20)),
                ('refund_fund', models.CharField(blank=True, max_length=60)),
                ('refund_on', models.DateField()),
                ('cost_rate', models.DecimalField(decimal_places=8, max_digits=9)),
                ('cost_document', models.CharField(max_length=300)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('assumed', models.CharField(blank=True, max_length=100)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='advances', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='advance_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('plan_decision', ''), _negated=True), models.Q(('decision', ''), _negated=True), models.Q(('cost_document', ''), _negated=True)), name='advance_rests_on_decisions'), models.CheckConstraint(condition=models.Q(('plan_decided_on__lte', models.F('decided_on')), ('refund_on__gt', models.F('decided_on'))), name='advance_days_in_order'), models.CheckConstraint(condition=models.Q(('refund_source__in', ('auction', 'lease', 'project_budget', 'investor_deduction'))), name='advance_names_its_refund'), models.CheckConstraint(condition=models.Q(('cost_rate__gte', 0), ('cost_rate__lt', 1)), name='advance_states_its_cost')],
            },
        ),
        migrations.CreateModel(
            name='LedgerLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('amount', models.BigIntegerField()),
                ('advance', models.CharField(blank=True, max_length=60)),
                ('booked_on', models.DateField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='quyhoach_web.ledgeraccount', to_field='code')),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posted_lines', to='quyhoach_web.ledgerentry')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'booked_on', 'amount'], name='balance_of_an_account'), models.Index(fields=['advance', 'account', 'booked_on', 'amount'], name='balance_of_an_advance')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'n'), name='one_line_a_number')],
            },
        ),
        migrations.CreateModel(
            name='LedgerStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('lines', models.JSONField()),
                ('sent_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='quyhoach_web.ledgeraccount', to_field='code')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_statements', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'digest'), name='one_statement_a_file')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
