"""Zones, gates and regions of the province, and the communes a zone's boundary document lists."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

ZONE_KIND = {
    "economic_zone": ("khu kinh tế cửa khẩu", "border-gate economic zone"),
    "former_zone": ("khu tiền thân", "predecessor zone"),
    "subzone": ("phân khu", "subzone"),
    "functional_area": ("khu chức năng", "functional area"),
    "non_tariff_zone": ("khu phi thuế quan", "non-tariff zone"),
    "tariff_zone": ("khu thuế quan", "tariff zone"),
    "transshipment_zone": ("khu trung chuyển hàng hóa", "goods transshipment zone"),
    "export_processing_zone": ("khu chế xuất", "export processing zone"),
    "urban_area": ("khu đô thị", "urban area"),
    "cross_border_zone": ("khu hợp tác qua biên giới", "cross-border cooperation zone"),
    "gate_area": ("khu cửa khẩu", "gate area"),
    "industrial_park": ("khu công nghiệp", "industrial park"),
    "planning_area": ("vùng lập quy hoạch", "planning area"),
    "industrial_cluster": ("cụm công nghiệp", "industrial cluster"),
    "total": ("dòng tổng hợp", "total row"),
    "tourism_area": ("khu du lịch", "tourism area"),
    "heritage": ("di tích", "heritage site"),
    "conservation": ("khu bảo tồn", "conservation area"),
    "forest": ("rừng", "forest"),
    "defence": ("đất quốc phòng", "defence land"),
    "inter_district_region": ("vùng liên huyện", "inter-district region"),
    "region": ("vùng kinh tế", "economic region"),
    "priority_region": ("vùng ưu tiên", "priority region"),
    "axis": ("trục, hành lang", "axis or corridor"),
    "province": ("tỉnh", "province"),
    "gate_international": ("cửa khẩu quốc tế", "international gate"),
    "gate_main": ("cửa khẩu chính", "main gate"),
    "gate_auxiliary": ("cửa khẩu phụ", "auxiliary gate"),
    "gate_route": ("đường chuyên dụng, lối thông quan", "dedicated route of a gate"),
}

ZONES = TableSpec(
    "zones", "Khu, cửa khẩu, vùng", "Zones, gates and regions", ("zone",),
    (
        Column("zone", Kind.CODE, "Mã khu", "Zone code", required=True, example="KV01"),
        Column("name_vi", Kind.TEXT, "Tên khu", "Name (vi)", required=True, example="Khu trung chuyển hàng hóa"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("kind", Kind.CHOICE, "Loại khu", "Kind", choices=ZONE_KIND, example="functional_area"),
        Column("kind_printed", Kind.TEXT, "Loại như nguồn ghi", "Kind as printed"),
        Column("parent", Kind.CODE, "Thuộc khu", "Inside zone", refers_to="zones"),
        Column("places", Kind.TEXT, "Địa điểm", "Place"),
        Column("area_ha", Kind.DECIMAL, "Diện tích", "Area", unit="ha", example="143.7"),
        Column("established", Kind.YEAR, "Năm thành lập", "Established"),
        Column("document", Kind.TEXT, "Văn bản", "Document"),
        Column("manager", Kind.TEXT, "Đơn vị quản lý, nhà đầu tư", "Manager or investor"),
        Column("counterpart", Kind.TEXT, "Phía đối diện", "Across the border"),
        Column("lat", Kind.DECIMAL, "Vĩ độ", "Latitude", unit="độ", signed=True),
        Column("lon", Kind.DECIMAL, "Kinh độ", "Longitude", unit="độ", signed=True),
        Column("coord_basis", Kind.TEXT, "Tọa độ là của", "What the coordinates stand for"),
        Column("status_note", Kind.TEXT, "Tình trạng như nguồn ghi", "Status as printed"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

ZONE_UNITS = TableSpec(
    "zone_units", "Đơn vị hành chính trong ranh giới khu", "Communes inside a zone's boundary", ("zone", "entry"),
    (
        Column("zone", Kind.CODE, "Mã khu", "Zone code", required=True, refers_to="zones"),
        Column("entry", Kind.WHOLE, "Thứ tự", "Entry", required=True, example="1"),
        Column("name_vi", Kind.TEXT, "Tên đơn vị lúc đó", "Name at the time", required=True),
        Column("district", Kind.TEXT, "Huyện cũ", "District"),
        Column("unit", Kind.CODE, "Mã đơn vị", "Unit", refers_to="units",
               help_vi="Để trống khi đơn vị đã hết trước danh mục đầu tiên.", help_en="Empty when the unit ended before the first list."),
        Column("founding", Kind.TEXT, "Trong văn bản thành lập", "In the founding decision", example="có"),
        Column("adjustment", Kind.TEXT, "Trong văn bản điều chỉnh", "In the adjustment decision", example="một phần"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
