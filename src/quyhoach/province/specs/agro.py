"""Raw-material and export agro-forestry regions."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

AGRO = TableSpec(
    "agro", "Vùng nguyên liệu nông lâm sản", "Agro-forestry regions", ("record",),
    (
        Column("record", Kind.CODE, "Mã dòng", "Record", required=True, example="NL01"),
        Column("crop", Kind.TEXT, "Cây, sản phẩm", "Crop", required=True, example="hồi"),
        Column("period", Kind.TEXT, "Kỳ", "Period", example="2021"),
        Column("places", Kind.TEXT, "Địa điểm", "Place"),
        Column("area_ha", Kind.DECIMAL, "Diện tích", "Area", unit="ha"),
        Column("harvest_ha", Kind.DECIMAL, "Diện tích cho thu hoạch", "Harvested area", unit="ha"),
        Column("output_t", Kind.DECIMAL, "Sản lượng", "Output", unit="tấn"),
        Column("output_form", Kind.TEXT, "Dạng sản phẩm", "Form of output"),
        Column("yield_t_ha", Kind.DECIMAL, "Năng suất", "Yield", unit="tấn/ha"),
        Column("value", Kind.MONEY, "Giá trị", "Value"),
        Column("price_vnd_kg", Kind.DECIMAL, "Giá bán", "Price", unit="đồng/kg"),
        Column("households", Kind.WHOLE, "Số hộ", "Households", unit="hộ"),
        Column("certification", Kind.TEXT, "Chứng nhận", "Certification"),
        Column("value_text", Kind.TEXT, "Khoảng số như nguồn in", "Ranges as printed"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
