"""The map: layers, the panel, and the table beside it."""

from __future__ import annotations

import json

import pytest


@pytest.mark.django_db
def test_every_feature_of_every_layer_stands_in_the_table_and_opens_a_panel(sign_in) -> None:
    client = sign_in("")
    page = client.get("/map/")
    layers = [json.loads(client.get(f"/map/layers/{name}.geojson").content) for name in page.context["layers"]]
    found = [feature["properties"] for layer in layers for feature in layer["features"]]
    assert [(row["kind"], row["code"]) for row in page.context["rows"]] == [(said["kind"], said["id"]) for said in found]
    assert {client.get(f"/map/panel/{said['kind']}/{said['id']}/").status_code for said in found} == {200}


@pytest.mark.django_db
def test_points_of_one_place_stand_apart(sign_in) -> None:
    features = json.loads(sign_in("").get("/map/layers/projects.geojson").content)["features"]
    places = [tuple(f["geometry"]["coordinates"]) for f in features]
    assert len(set(places)) == len(places)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/map/panel/project/none/", "/map/panel/secret/DA01/", "/map/layers/none.geojson"])
def test_what_is_not_there_is_a_clear_page(sign_in, address: str) -> None:
    assert sign_in("").get(address).status_code == 404


@pytest.mark.django_db
def test_an_unchanged_layer_is_not_sent_twice(sign_in) -> None:
    client = sign_in("")
    tag = client.get("/map/layers/communes.geojson").headers["ETag"]
    assert client.get("/map/layers/communes.geojson", headers={"if-none-match": tag}).status_code == 304
