"""Features of map layers, and an index of their boxes: an R-tree beside the table on SQLite, a GiST index on PostgreSQL.

A later migration that rebuilds the table on SQLite (AlterField does) drops the triggers: it must call ``index_boxes`` again.
"""

import json

import django.db.models.deletion
from django.db import migrations, models

from quyhoach_web.services.features import DRAWN_FROM_ROWS, rows_of

TABLE = "quyhoach_web_feature"
_INTO = "INSERT INTO {table}_box SELECT {row}.id, {row}.west, {row}.east, {row}.south, {row}.north, {row}.layer_id, {row}.layer_id"
_SQLITE = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_box USING rtree(id, west, east, south, north, layer, layer_end)",
    f"CREATE TRIGGER IF NOT EXISTS feature_box_in AFTER INSERT ON {TABLE} WHEN NEW.west IS NOT NULL "
    f"BEGIN {_INTO.format(table=TABLE, row='NEW')}; END",
    f"CREATE TRIGGER IF NOT EXISTS feature_box_out AFTER DELETE ON {TABLE} BEGIN DELETE FROM {TABLE}_box WHERE id = OLD.id; END",
]
_POSTGRESQL = [
    f"CREATE INDEX IF NOT EXISTS feature_boxes ON {TABLE} USING gist (box(point(east, north), point(west, south)))",
]
_GONE = {
    "sqlite": ["DROP TRIGGER IF EXISTS feature_box_in", "DROP TRIGGER IF EXISTS feature_box_out", f"DROP TABLE IF EXISTS {TABLE}_box"],
    "postgresql": ["DROP INDEX IF EXISTS feature_boxes"],
}


def index_boxes(_apps, schema_editor):
    """Put the index in."""
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def drop_boxes(_apps, schema_editor):
    """Take it out."""
    for statement in _GONE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


def lay_out_standing(apps, _schema_editor):
    """Layers that were saved before features were kept."""
    layers, features = apps.get_model("quyhoach_web", "Layer"), apps.get_model("quyhoach_web", "Feature")
    for layer in layers.objects.exclude(name__in=DRAWN_FROM_ROWS):
        said = json.loads(layer.geojson).get("features") or ()
        features.objects.bulk_create([features(layer=layer, **row) for row in rows_of(said)], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('quyhoach_web', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('fid', models.CharField(max_length=200)),
                ('plan', models.CharField(blank=True, max_length=100)),
                ('status', models.CharField(blank=True, max_length=30)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('begins', models.CharField(blank=True, max_length=10)),
                ('ends', models.CharField(blank=True, max_length=10)),
                ('west', models.FloatField(null=True)),
                ('south', models.FloatField(null=True)),
                ('east', models.FloatField(null=True)),
                ('north', models.FloatField(null=True)),
                ('shape', models.BinaryField(null=True)),
                ('properties', models.JSONField(default=dict)),
                ('layer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='features', to='quyhoach_web.layer')),
            ],
            options={
                'indexes': [models.Index(fields=['layer', 'plan', 'status'], name='features_of_a_plan'), models.Index(fields=['layer', 'code', 'position'], name='features_of_a_code')],
                'constraints': [models.UniqueConstraint(fields=('layer', 'position'), name='features_in_order'), models.UniqueConstraint(fields=('layer', 'fid'), name='one_feature_an_id')],
            },
        ),
        migrations.RunPython(index_boxes, drop_boxes),
        migrations.RunPython(lay_out_standing, migrations.RunPython.noop),
    ]
