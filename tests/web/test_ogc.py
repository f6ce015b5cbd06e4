"""The map service by the requirements of OGC API – Features parts 1, 2 and 3 (numbers as the documents count them), and who sees what."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from quyhoach.places.systems import CRS84, system_uri
from quyhoach_web.models import Feature, Layer, Role
from quyhoach_web.queries.features import INNER, PUBLIC, properties_of, public_properties
from quyhoach_web.services import provinces

pytestmark = pytest.mark.django_db
VN2000, WGS84, MERCATOR = (system_uri(code) for code in ("EPSG:9215", "EPSG:4326", "EPSG:3857"))
SECRET = "khong-ra-ngoai"


def square(x, y, size=0.01):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


def lot(n, **said):
    return {"type": "Feature", "id": f"L{n:03}", "geometry": square(106.5 + 0.02 * (n % 10), 21.8 + 0.02 * (n // 10)), "properties": {
        "plan": "ngoai", "status": "decided", "code": "SKK" if n % 2 else "ODT", "name_vi": f"Lô {n}", "stated_ha": n / 2, "storeys": n,
        "note": SECRET, "contact": SECRET, "owner": f"Cơ quan {n}", "valid_from": f"{2000 + n}-01-01", **said}}


@pytest.fixture
def lots(db):
    """30 published lots, two of drafts, and one without a shape."""
    features = [lot(n) for n in range(30)]
    features += [lot(30, status="draft"), lot(31, plan="QH02-nhap", status="")]
    features[5]["geometry"] = None
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": features}, "thu.geojson", "test")
    return features[:30]


def got(client, address, status=200, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, answer.content[:500]
    return json.loads(answer.content)


def ids(client, query):
    return [one["id"] for one in got(client, f"/ogc/collections/lots/items?{query}")["features"]]


def href(document, rel):
    found = [link["href"] for link in document["links"] if link["rel"] == rel]
    return found[0].removeprefix("http://testserver") if found else None


# --- part 1: core


def test_req_1_2_landing_page_links_to_description_conformance_and_data(sign_in):
    client = sign_in("")
    page = got(client, "/ogc/")
    for rel in ("self", "service-desc", "service-doc", "conformance", "data"):
        assert client.get(href(page, rel)).status_code == 200


def test_req_3_4_api_definition_names_every_path_and_parameter(sign_in, lots):
    client = sign_in("")
    answer = client.get("/ogc/api?f=json")
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    api = json.loads(answer.content)
    assert api["openapi"].startswith("3.0.")
    for at in api["paths"]:
        assert client.get("/ogc" + at.replace("{featureId}", "x")).status_code == (404 if "{" in at else 200)
    pointers = [one["$ref"] for path in api["paths"].values() for one in path["get"]["parameters"] if "$ref" in one]
    assert {pointer.split("/")[-1] for pointer in pointers} <= set(api["components"]["parameters"])
    limit = api["components"]["parameters"]["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 10_000, 100)
    assert len({path["get"]["operationId"] for path in api["paths"].values()}) == len(api["paths"])


def test_req_5_6_conformance_declares_what_holds(sign_in):
    said = got(sign_in(""), "/ogc/conformance")["conformsTo"]
    parts = {1: ("core", "oas30", "html", "geojson"), 2: ("crs",), 3: ("queryables", "queryables-query-parameters")}
    assert set(said) == {f"http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}" for part in parts for name in parts[part]}


def test_req_7_a_method_that_writes_is_refused(sign_in, lots):
    client = sign_in("planner")
    for method in (client.post, client.put, client.patch, client.delete):
        assert method("/ogc/collections/lots/items/L001").status_code == 405
    assert client.head("/ogc/collections/lots/items").status_code == 200


@pytest.mark.parametrize("query", [
    "khong=1", "limit=0", "limit=-1", "limit=abc", "limit=1&limit=2", "offset=-1", "offset=1e3", "bbox=1,2,3", "bbox=a,b,c,d",
    "bbox=106,22,107,21", "bbox=nan,21,107,22", "bbox=106,21,107,inf", "bbox=181,0,182,1", "crs=EPSG:9215",
    "crs=http://www.opengis.net/def/crs/EPSG/0/32648", "bbox-crs=x", "datetime=hom-nay", "datetime=2026-02-30", "datetime=../..",
    "datetime=2026-01-02/2026-01-01", "datetime=", "f=xml", "note=x", "name__icontains=x", "properties__note=x", "%00=1",
])
def test_req_8_9_bad_or_unknown_parameters_are_400_with_a_problem_document(sign_in, lots, query):
    answer = sign_in("").get(f"/ogc/collections/lots/items?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = json.loads(answer.content)
    assert problem["status"] == 400
    assert problem["code"] in ("OGC-001", "OGC-002")
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize("address", ["/ogc/", "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/communes",
                                     "/ogc/collections/communes/queryables", "/ogc/collections/communes/items/2025-00011"])
def test_req_8_unknown_parameters_are_refused_everywhere(sign_in, address):
    assert sign_in("").get(f"{address}?khong=1").status_code == 400


def test_req_11_to_16_collections_have_ids_links_extents_and_themselves_agree(sign_in, lots):
    client = sign_in("")
    every = got(client, "/ogc/collections")
    every["collections"] = [one for one in every["collections"] if one["id"] != "plans"]  # the example's own layer
    assert [one["id"] for one in every["collections"]] == ["communes", "zones", "gates", "projects", "lots"]
    for one in every["collections"]:
        assert got(client, f"/ogc/collections/{one['id']}") == one
        assert {link["rel"] for link in one["links"]} >= {"self", "items"}
        assert one["itemType"] == "feature"
    box = every["collections"][-1]["extent"]["spatial"]["bbox"][0]
    edges = np.array([shapely.from_geojson(json.dumps(one["geometry"])).bounds for one in lots if one["geometry"]])
    assert box == [*edges[:, :2].min(axis=0), *edges[:, 2:].max(axis=0)]
    assert every["collections"][-1]["extent"]["temporal"]["interval"] == [["2000-01-01T00:00:00Z", None]]


def test_req_18_to_21_limit_bounds_an_answer_and_pages_make_up_the_whole(sign_in, lots):
    client, at, seen = sign_in(""), "/ogc/collections/lots/items?limit=7", []
    while at:
        page = got(client, at)
        assert page["type"] == "FeatureCollection"
        assert (page["numberMatched"], page["numberReturned"]) == (30, len(page["features"]))
        assert len(page["features"]) <= 7
        seen += page["features"]
        at = href(page, "next")
    assert [one["id"] for one in seen] == [one["id"] for one in lots]
    assert [one["geometry"] for one in seen] == [one["geometry"] for one in lots]
    assert got(client, href(got(client, "/ogc/collections/lots/items?limit=7&offset=14"), "prev"))["features"][0]["id"] == "L007"


def test_req_21_a_limit_beyond_the_largest_is_no_error(sign_in, lots):
    assert got(sign_in(""), "/ogc/collections/lots/items?limit=99999")["numberReturned"] == 30
    beyond = got(sign_in(""), "/ogc/collections/lots/items?offset=500")
    assert (beyond["numberMatched"], beyond["features"]) == (30, [])


@pytest.mark.parametrize("box", [(106.505, 21.805, 106.545, 21.845), (106.511, 21.811, 106.519, 21.819), (106.51, 21.81, 106.51, 21.81),
                                 (-180, -90, 180, 90), (107, 22, 108, 23), (106.5, 21.8, 106.5, 21.9)])
def test_req_23_24_a_box_selects_what_touches_it(sign_in, lots, box):
    asked = shapely.envelope(shapely.MultiPoint([box[:2], box[2:]]))
    meant = [one["id"] for one in lots if one["geometry"] and shapely.from_geojson(json.dumps(one["geometry"])).intersects(asked)]
    assert ids(sign_in(""), f"limit=1000&bbox={','.join(map(str, box))}") == meant
    six = (*box[:2], 0, *box[2:], 9000)
    assert ids(sign_in(""), f"limit=1000&bbox={','.join(map(str, six))}") == meant


def test_req_24_the_shape_counts_not_its_box(sign_in, db):
    corner = {"type": "Polygon", "coordinates": [[[106.5, 21.8], [106.6, 21.8], [106.5, 21.9], [106.5, 21.8]]]}
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": [{**lot(1), "geometry": corner}]}, "x", "test")
    assert ids(sign_in(""), "bbox=106.59,21.89,106.595,21.895") == []
    assert ids(sign_in(""), "bbox=106.51,21.81,106.52,21.82") == ["L001"]


def test_a_box_across_the_date_line_has_two_sides(sign_in, lots):
    assert ids(sign_in(""), "bbox=170,-10,-170,10") == []
    assert len(ids(sign_in(""), "limit=1000&bbox=106,21,-170,22.5")) == 29


@pytest.mark.parametrize(("when", "count"), [("2005-06-01", 6), ("2005-01-01T12:00:00Z", 6), ("../2009-12-31", 10), ("2030-01-01/..", 30),
                                             ("1990-01-01/1999-12-31", 0), ("/2000-01-01", 1)])
def test_req_26_a_day_selects_what_holds_then(sign_in, lots, when, count):
    """Lots hold from the first day of their year on; an end that is not said is open."""
    assert len(ids(sign_in(""), f"limit=1000&datetime={when}")) == count


def test_req_26_a_feature_without_days_is_always_there(sign_in, db):
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": [lot(1, valid_from="")]}, "x", "test")
    assert ids(sign_in(""), "datetime=1900-01-01") == ["L001"]


def test_rec_property_filters_and_their_union_with_a_box(sign_in, lots):
    client = sign_in("")
    assert ids(client, "limit=1000&code=SKK") == [one["id"] for one in lots if one["properties"]["code"] == "SKK"]
    assert ids(client, "storeys=7") == ids(client, "stated_ha=3.5") == ids(client, "name_vi=Lô 7") == ["L007"]
    assert ids(client, "code=SKK&storeys=8") == []
    assert ids(client, "code=SKK&bbox=106.5,21.8,106.535,21.805") == ["L001"]
    assert got(client, "/ogc/collections/projects/items?status=new_start&limit=1")["numberMatched"] == sum(
        one["properties"].get("status") == "new_start" for one in got(client, "/ogc/collections/projects/items?limit=1000")["features"])


def test_req_32_to_34_one_feature_links_to_its_collection(sign_in, lots):
    client = sign_in("")
    one = got(client, "/ogc/collections/lots/items/L003")
    assert (one["type"], one["id"], one["geometry"]) == ("Feature", "L003", lots[3]["geometry"])
    assert {link["rel"] for link in one["links"]} >= {"self", "collection"}
    assert client.get("/ogc/collections/lots/items/L003")["Content-Type"] == "application/geo+json"
    assert got(client, "/ogc/collections/lots/items/L999", 404)["code"] == "OGC-004"
    assert got(client, "/ogc/collections/khong/items", 404)["code"] == "OGC-003"


def test_odd_ids_stay_apart_and_are_found(sign_in, db):
    odd = [{**lot(n), "id": name} for n, name in enumerate(("a/b ?#%", "a/b ?#%", 7, None))]
    odd[3]["properties"] = {"status": "decided"}
    provinces.save_layer("lớp 1", {"type": "FeatureCollection", "features": [*odd, "x", None]}, "x", "test")
    client = sign_in("")
    found = got(client, "/ogc/collections/l%E1%BB%9Bp%201/items")["features"]
    assert [one["id"] for one in found] == ["a/b ?#%", "a/b ?#%~2", "7", "f~4"]
    self_link = href(got(client, "/ogc/collections/l%E1%BB%9Bp%201/items/a%2Fb%20%3F%23%25~2"), "self")
    assert got(client, self_link)["id"] == "a/b ?#%~2"


def test_shapes_that_cannot_be_read_are_features_without_one(sign_in, db):
    broken = [{"type": "Polygon", "coordinates": [[[106.5, float("nan")], [106.6, 21.8], [106.5, 21.9]]]}, {"type": "Circle"}, 7,
              {"type": "Polygon", "coordinates": []}]
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": [
        {**lot(n, far=float("inf"), name_vi="a\x00b"), "geometry": shape} for n, shape in enumerate(broken)]}, "x", "test")
    found = got(sign_in(""), "/ogc/collections/lots/items")["features"]
    assert [one["geometry"] for one in found] == [None] * 4
    assert all("far" not in one["properties"] and one["properties"]["name_vi"] == "ab" for one in found)


# --- part 1: HTML, formats, tags


PAGES = ("/ogc/", "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/lots", "/ogc/collections/lots/queryables",
         "/ogc/collections/lots/items", "/ogc/collections/lots/items/L003", "/ogc/collections/projects/items")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_req_html_every_answer_is_also_a_page_under_the_strict_policy(sign_in, lots, address, lang):
    client = sign_in("")
    client.cookies["django_language"] = lang
    for page in (client.get(f"{address}?f=html"), client.get(address, headers={"accept": "text/html,*/*;q=0.8"})):
        assert page.status_code == 200
        assert page["Content-Type"].startswith("text/html")
        text = page.content.decode()
        assert text.count("<h1") == 1
        assert f'<html lang="{lang}"' in text
        assert "style=" not in text
        assert "'unsafe" not in page["Content-Security-Policy"]
        assert SECRET not in text
    assert client.get(address, headers={"accept": "*/*"})["Content-Type"] != page["Content-Type"]


def test_html_pages_are_followed_by_their_links(sign_in, lots):
    page = sign_in("").get("/ogc/collections/lots/items?f=html&limit=10&code=SKK")
    assert page.context["turns"].keys() == {"next"}
    turned = sign_in("").get(urlsplit(page.context["turns"]["next"]).path + "?" + urlsplit(page.context["turns"]["next"]).query)
    assert [row["fid"] for row in turned.context["rows"]] == ["L021", "L023", "L025", "L027", "L029"]


def test_an_unchanged_answer_is_not_sent_twice_and_a_change_is(sign_in, lots):
    client, at = sign_in(""), "/ogc/collections/lots/items?limit=3"
    first = client.get(at)
    again = client.get(at, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(f"{at}&offset=1", headers={"if-none-match": first["ETag"]}).status_code == 200
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": lots[:2]}, "x", "test")
    later = client.get(at, headers={"if-none-match": first["ETag"]})
    assert (later.status_code, json.loads(later.content)["numberMatched"]) == (200, 2)
    assert "Access-Control-Allow-Origin" not in first.headers


def test_a_tag_of_who_signed_in_is_not_the_publics(sign_in, lots):
    at = "/ogc/collections/lots/items"
    tag = sign_in("planner").get(at)["ETag"]
    assert sign_in("").get(at, headers={"if-none-match": tag}).status_code == 200


# --- part 2: coordinate systems


def test_part_2_req_1_to_5_collections_list_their_systems(sign_in, lots):
    one = got(sign_in(""), "/ogc/collections/lots")
    assert one["crs"] == [CRS84, WGS84, MERCATOR, VN2000]
    assert one["storageCrs"] == CRS84


@pytest.mark.parametrize(("uri", "code", "places"), [(CRS84, "OGC:CRS84", 9), (WGS84, "EPSG:4326", 9), (MERCATOR, "EPSG:3857", 3),
                                                     (VN2000, "EPSG:9215", 3)])
def test_part_2_req_10_to_16_answers_come_in_the_system_asked_and_say_so(sign_in, lots, uri, code, places):
    answer = sign_in("").get(f"/ogc/collections/lots/items/L003?crs={uri}")
    assert answer["Content-Crs"] == f"<{uri}>"
    ours = json.loads(answer.content)["geometry"]["coordinates"][0]
    way = pyproj.Transformer.from_crs("OGC:CRS84", code)  # in the order of each system's own axes
    meant = [way.transform(*point) for point in lots[3]["geometry"]["coordinates"][0]]
    assert np.abs(np.array(ours) - np.array(meant)).max() < 10.0**-places


@pytest.mark.parametrize("uri", [WGS84, MERCATOR, VN2000])
def test_part_2_req_6_to_9_a_box_is_read_in_its_own_system(sign_in, lots, uri):
    way = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:" + uri.rsplit("/", 1)[1])
    shapes = {one["id"]: np.array([way.transform(*p) for p in one["geometry"]["coordinates"][0]]) for one in lots if one["geometry"]}
    a, b = shapes["L001"].min(axis=0), shapes["L022"].max(axis=0)
    inside = (a + 0.25 * (b - a), a + 0.75 * (b - a))
    asked = shapely.box(*inside[0], *inside[1])
    meant = [name for name, ring in shapes.items() if shapely.Polygon(ring).intersects(asked)]
    box = ",".join(str(float(number)) for corner in inside for number in corner)
    assert ids(sign_in(""), f"limit=1000&bbox={box}&bbox-crs={uri}") == meant
    assert 0 < len(meant) < 29


# --- part 3: queryables


def test_part_3_queryables_are_what_filters_take(sign_in, lots):
    client = sign_in("")
    said = got(client, "/ogc/collections/lots/queryables")
    assert said["additionalProperties"] is False
    assert {"code", "plan", "status", "storeys"} <= set(said["properties"])
    for name in said["properties"]:
        assert client.get("/ogc/collections/lots/items", {name: "x"}).status_code == 200
    assert {"note", "owner", "contact"} & set(said["properties"]) == set()


# --- who sees what


def test_a_field_that_is_on_no_list_never_leaves(sign_in, lots):
    """Its bytes are looked for in every answer, signed out and in every role, and its name is no filter."""
    for role in ("", *Role):
        client = sign_in(role)
        for at in (*PAGES, "/ogc/collections/lots/items?limit=1000", "/map/tiles/lots/8/203/112.mvt"):
            for query in ("f=json", "f=html") if "map" not in at else ("",):
                answer = client.get(f"{at}{'&' if '?' in at else '?'}{query}")
                assert SECRET.encode() not in answer.content, (role, at)
                assert answer.status_code in (200, 403)  # a partner from across the border opens none of this
        assert client.get("/ogc/collections/lots/items?note=x").status_code in (400, 403)


@pytest.mark.parametrize("kind", list(PUBLIC))
def test_every_list_is_closed(kind):
    unlisted = ("note", "note_en", "email", "phone", "person", "status_note", "__class__")
    everything = dict.fromkeys((*unlisted, *PUBLIC[kind], *INNER[kind]), "x")
    assert set(public_properties(kind, everything)) == set(PUBLIC[kind])
    assert set(public_properties(kind, everything, inner=True)) == set(PUBLIC[kind]) | set(INNER[kind])
    assert public_properties("khac", everything, inner=True) == {}
    assert not {name for name in (*PUBLIC[kind], *INNER[kind]) if "note" in name}
    assert [said.name for said in properties_of(kind, inner=True)] == [*PUBLIC[kind], *INNER[kind]]


def test_drafts_and_inner_properties_are_for_who_signed_in(sign_in, lots):
    public, office = sign_in(""), sign_in("agency")
    assert got(public, "/ogc/collections/lots/items?limit=1000")["numberMatched"] == 30
    assert got(office, "/ogc/collections/lots/items?limit=1000")["numberMatched"] == 32
    assert got(public, "/ogc/collections/lots/items/L030", 404)["code"] == "OGC-004"
    assert got(office, "/ogc/collections/lots/items/L030")["properties"]["owner"] == "Cơ quan 30"
    assert "owner" not in got(public, "/ogc/collections/lots/items/L003")["properties"]
    assert public.get("/ogc/collections/lots/items?owner=x").status_code == 400
    assert got(public, "/ogc/collections/lots/items?bbox=106.5,21.855,106.7,21.9")["numberMatched"] == 0


def test_a_layer_of_drafts_alone_is_not_there_for_the_public(sign_in, db):
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": [lot(1, status="draft"), lot(2, status="")]}, "x", "test")
    assert sign_in("").get("/ogc/collections/lots").status_code == 404
    assert sign_in("").get("/map/tiles/lots/8/203/112.mvt").status_code == 404
    assert "lots" not in [one["id"] for one in got(sign_in(""), "/ogc/collections")["collections"]]
    assert got(sign_in("leader"), "/ogc/collections/lots/items")["numberMatched"] == 2


def test_the_table_of_plans_goes_before_what_a_shape_says(sign_in, db):
    """QH01 is decided in the table of plans: its shapes are published, except one that calls itself a draft."""
    features = [lot(1, plan="QH01", status="draft"), lot(2, plan="QH01", status=""), lot(3, plan="QH99", status="")]
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": features}, "x", "test")
    assert ids(sign_in(""), "") == ["L002"]


# --- the rows behind it


def test_features_follow_their_layer(lots):
    layer = Layer.objects.get(name="lots")
    assert list(Feature.objects.filter(layer=layer).order_by("position").values_list("position", flat=True)) == list(range(32))
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": lots[:4]}, "x", "test")
    assert Feature.objects.filter(layer=layer).count() == 4
    pk = layer.pk
    layer.delete()
    assert Feature.objects.filter(layer_id=pk).count() == 0


@pytest.mark.both_databases
def test_a_viewport_is_the_same_on_both_databases(sign_in, lots):
    client = sign_in("")
    assert ids(client, "limit=1000&bbox=106.505,21.805,106.545,21.845") == meant_in(lots, 106.505, 21.805, 106.545, 21.845)
    assert ids(client, "code=SKK&storeys=7") == ["L007"]
    assert ids(client, "limit=1000&datetime=../2002-06-01") == ["L000", "L001", "L002"]


def shapes_of(lots):
    return {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in lots if one["geometry"]}


def meant_in(lots, *box):
    return [name for name, shape in shapes_of(lots).items() if shape.intersects(shapely.box(*box))]


@pytest.mark.parametrize("count", [1, 40])
def test_a_page_asks_the_database_as_often_for_many_as_for_one(sign_in, db, django_assert_max_num_queries, count):
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": [lot(n) for n in range(count)]}, "x", "test")
    client = sign_in("")
    client.get("/ogc/collections/lots/items?limit=1000")
    with django_assert_max_num_queries(12):
        client.get("/ogc/collections/lots/items?limit=1000&code=SKK&bbox=106,21,107,22")


# --- tiles


def test_a_tile_holds_the_lots_as_another_reader_decodes_them(sign_in, lots, tmp_path):
    """GDAL reads the tile; shapes are where they were to half a pixel, properties are the listed few."""
    file = tmp_path / "10" / "815" / "448.mvt"
    file.parent.mkdir(parents=True)
    file.write_bytes(sign_in("").get("/map/tiles/lots/10/815/448.mvt").content)
    meta, _, shapes, columns = pyogrio.raw.read(str(file))
    said = dict(zip(meta["fields"], columns, strict=True))
    way = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857").transform
    known = {name: shapely.transform(shape, lambda p: np.column_stack(way(p[:, 0], p[:, 1]))) for name, shape in shapes_of(lots).items()}
    edge = 40075016.68 / 2**10
    assert len(shapes) > 3
    for fid, content in zip(said["id"], shapes, strict=True):
        shape = shapely.from_wkb(content)
        drawn = shapely.get_parts(shape)[0] if shape.geom_type == "MultiPolygon" else shape
        inside = known[fid].intersection(shapely.box(*shape.bounds).buffer(1))
        assert shapely.hausdorff_distance(drawn.normalize(), inside.normalize()) < edge / 512
    assert {"note", "contact", "owner"} & set(meta["fields"]) == set()


@pytest.mark.parametrize("address", ["/map/tiles/lots/3/8/0.mvt", "/map/tiles/lots/23/0/0.mvt", "/map/tiles/khong/3/1/1.mvt"])
def test_a_tile_that_cannot_be_is_not_there(sign_in, lots, address):
    assert sign_in("").get(address).status_code == 404


def test_a_tile_is_kept_until_the_data_change(sign_in, lots):
    at, client = "/map/tiles/lots/8/203/112.mvt", sign_in("")
    first = client.get(at)
    assert client.get(at, headers={"if-none-match": first["ETag"]}).status_code == 304
    provinces.save_layer("lots", {"type": "FeatureCollection", "features": lots[:1]}, "x", "test")
    later = client.get(at, headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert len(later.content) < len(first.content)


# --- the basemap a place supplies


def test_a_supplied_basemap_is_read_piece_by_piece(sign_in, settings, tmp_path):
    client, file = sign_in(""), tmp_path / "nen.pmtiles"
    assert client.get("/map/basemap.pmtiles").status_code == 404
    file.write_bytes(bytes(range(256)) * 1000)
    settings.BASEMAP = str(file)
    part = client.get("/map/basemap.pmtiles", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.getvalue(), part["Content-Range"]) == (206, bytes(range(10, 20)), "bytes 10-19/256000")
    rest = client.get("/map/basemap.pmtiles", headers={"range": "bytes=255990-"})
    assert rest.getvalue() == file.read_bytes()[-10:]
    assert client.get("/map/basemap.pmtiles", headers={"range": "bytes=256000-"}).status_code == 416
    assert client.get("/map/basemap.pmtiles").getvalue() == file.read_bytes()
