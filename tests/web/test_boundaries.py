"""Boundaries come in whole, are compared again when the layer moved, and go out leaving everything as it was, to the byte."""

from __future__ import annotations

import json

import pytest
from sent_files import newest, upload

from quyhoach_web.models import AuditEntry, Layer
from quyhoach_web.services import audit_check, provinces

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def square(code, lon, lat, size=0.1, **more):
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}, **more}


def shapes(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def send(client, *features, **more):
    answer = upload(client, shapes(*features, **more), "xa.geojson", table="")
    assert answer.status_code == 302
    return newest().pk


def layers():
    return list(Layer.objects.order_by("name").values("name", "geojson", "source", "digest"))


def told(part="code"):
    return [one[part] for one in newest().findings["vi"]]


def test_undoing_the_first_import_leaves_no_layer_and_the_drawing_comes_back(sign_in):
    client, before, at = sign_in("planner"), layers(), provinces.snapshot().digest
    drawn = client.get("/map/layers/communes.geojson").content
    pk = send(client, square("00011", 106.0, 22.0))
    client.post(f"/data/imports/{pk}/accept/")
    assert client.get("/map/layers/communes.geojson").content != drawn
    assert provinces.snapshot().digest != at
    client.post(f"/data/imports/{pk}/undo/")
    assert layers() == before
    assert "communes" not in provinces.current().layers
    assert provinces.snapshot().digest == at
    assert client.get("/map/layers/communes.geojson").content == drawn
    entry = AuditEntry.objects.filter(kind="layer").latest("number")
    assert (entry.after, entry.before is None) == (None, False)


def test_undoing_a_later_import_puts_the_earlier_layer_back_to_the_byte(sign_in):
    client = sign_in("planner")
    client.post(f"/data/imports/{send(client, square('00011', 106.0, 22.0))}/accept/")
    before, at = layers(), provinces.snapshot().digest
    pk = send(client, square("00011", 106.01, 22.0))
    client.post(f"/data/imports/{pk}/accept/")
    assert layers() != before
    client.post(f"/data/imports/{pk}/undo/")
    assert (layers(), provinces.snapshot().digest) == (before, at)


def test_undo_names_a_newer_layer_and_does_nothing(sign_in):
    client = sign_in("planner")
    first = send(client, square("00011", 106.0, 22.0))
    client.post(f"/data/imports/{first}/accept/")
    client.post(f"/data/imports/{send(client, square('00011', 106.01, 22.0))}/accept/")
    before = layers()
    answer = client.post(f"/data/imports/{first}/undo/")
    assert (answer.status_code, "WEB-007" in answer.content.decode(), layers() == before) == (403, True, True)


def test_a_layer_that_moved_since_the_preview_is_compared_again(sign_in):
    client = sign_in("planner")
    mine = send(client, square("00011", 106.01, 22.0))
    assert [one["kind"] for one in newest().changes if one["kind"] != "wrong"] == ["new"]
    client.post(f"/data/imports/{send(client, square('00011', 106.0, 22.0))}/accept/")
    standing = layers()
    answer = client.post(f"/data/imports/{mine}/accept/")
    assert (answer.status_code, "Ranh giới xã, phường" in answer.content.decode()) == (409, True)
    assert layers() == standing
    assert [one["kind"] for one in type(newest()).objects.get(pk=mine).changes if one["kind"] != "wrong"] == ["changed"]
    assert client.post(f"/data/imports/{mine}/accept/").status_code == 302
    assert layers() != standing


def test_communes_that_would_lose_their_shape_are_named(sign_in):
    client = sign_in("planner")
    client.post(f"/data/imports/{send(client, square('00011', 106.0, 22.0), square('00013', 106.1, 22.0))}/accept/")
    send(client, square("00011", 106.01, 22.0))
    lost = next(one for one in newest().findings["vi"] if one["code"] == "WEB-014")
    assert (lost["severity"], "00013" in lost["message"], "00011" in lost["message"]) == ("warning", True, False)


BOW_TIE = {"type": "Polygon", "coordinates": [[[106.0, 22.0], [106.1, 22.1], [106.1, 22.0], [106.0, 22.1], [106.0, 22.0]]]}


@pytest.mark.parametrize(("feature", "more", "code", "words", "kept"), [
    (square("00011", 22.0, 106.0), {}, "GEO-004", "vĩ độ trước kinh độ", 0),
    (square("00011", 550000.0, 2440000.0, 9000), {}, "GEO-005", "EPSG:", 0),
    (square("00011", 605000.0, 2438000.0, 9000), {"crs": {"type": "name", "properties": {"name": "EPSG:3405"}}}, "GEO-006", "WGS84", 1),
    (square("00011", 605000.0, 2438000.0, 9000), {"crs": {"type": "name", "properties": {"name": "EPSG:3406"}}}, "GEO-015", "mục crs", 0),
    (square("00011", 106.0, 22.0), {"crs": {"type": "name", "properties": {"name": "he cua toi"}}}, "GEO-007", "he cua toi", 0),
    (square("99999", 106.0, 22.0), {}, "GEO-008", "99999", 0),
    (square("00011", 106.0, 22.0, geometry=BOW_TIE), {}, "GEO-011", "sửa tự động", 1),
    (square("00011", 106.0, 22.0, geometry={"type": "Point", "coordinates": [106, 22]}), {}, "GEO-010", "Point", 0),
    (square("00011", 106.0, 22.0, geometry=None), {}, "GEO-010", "00011", 0),
    (square("00011", 106.0, 22.0, properties={"ten": "Xã Suối Chè"}), {}, "GEO-014", "code", 0),
    (square("00011", 107.5, 20.0), {}, "GEO-016", "km", 0),
])
def test_a_shape_in_the_wrong_place_or_form_is_told_clearly(sign_in, feature, more, code, words, kept):
    client = sign_in("planner")
    send(client, feature, **more)
    said = next((one for one in newest().findings["vi"] if one["code"] == code), None)
    assert said is not None, told()
    assert words in f"{said['message']} {said['why']} {said['remedy']}"
    assert len([one for one in newest().changes if one["kind"] in ("new", "changed")]) == kept
    page = client.get(f"/data/imports/{newest().pk}/").content.decode()
    assert (code in page, "/accept/" in page) == (True, bool(kept))


def test_a_map_file_over_the_limit_is_told_how_to_make_it_lighter(sign_in, settings):
    settings.UPLOAD_LIMIT = 1000
    page = upload(sign_in("planner"), b"{" * 1001, "xa.geojson", table="")
    assert (page.status_code, "GEO-003" in page.content.decode(), "Đơn giản hóa" in page.content.decode()) == (422, True, True)


def test_the_audit_stays_whole_through_accepting_and_undoing(sign_in):
    client = sign_in("planner")
    pk = send(client, square("00011", 106.0, 22.0))
    client.post(f"/data/imports/{pk}/accept/")
    client.post(f"/data/imports/{pk}/undo/")
    assert audit_check.verify().problems == ()
