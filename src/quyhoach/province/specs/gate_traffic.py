"""Traffic, trade, queues and fees of the gates. Trade of different bases is never added or compared."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

TRADE_BASIS = {
    "all": ("tất cả loại hình", "everything that crosses"),
    "declared": ("mở tờ khai tại hải quan tỉnh", "declared at the province's customs"),
    "local_export": ("xuất khẩu hàng địa phương", "exports of local goods"),
    "farm_export": ("nông sản, hoa quả xuất qua tỉnh", "farm exports through the province"),
    "unstated": ("nguồn không nêu cơ sở", "the source does not say"),
}

GATE_TRAFFIC = TableSpec(
    "gate_traffic", "Hàng và xe qua cửa khẩu", "Gate traffic", ("record",),
    (
        Column("record", Kind.CODE, "Mã dòng", "Record", required=True, example="G001"),
        Column("gate", Kind.TEXT, "Cửa khẩu như nguồn ghi", "Gate as printed", required=True, example="Hữu Nghị"),
        Column("zone", Kind.CODE, "Mã khu", "Zone code", refers_to="zones"),
        Column("period_kind", Kind.TEXT, "Loại kỳ", "Kind of period", example="ngày"),
        Column("period", Kind.TEXT, "Kỳ", "Period", required=True, example="2025-07"),
        Column("date_from", Kind.DATE, "Từ ngày", "From"),
        Column("date_to", Kind.DATE, "Đến ngày", "To"),
        Column("vehicles", Kind.WHOLE, "Tổng số xe", "Vehicles", unit="xe"),
        Column("vehicles_export", Kind.WHOLE, "Xe xuất", "Vehicles out", unit="xe"),
        Column("vehicles_import", Kind.WHOLE, "Xe nhập", "Vehicles in", unit="xe"),
        Column("vehicles_per_day", Kind.WHOLE, "Xe bình quân ngày", "Vehicles a day", unit="xe/ngày"),
        Column("vehicles_peak_day", Kind.WHOLE, "Xe ngày cao nhất", "Vehicles on the peak day", unit="xe/ngày"),
        Column("trade_musd", Kind.DECIMAL, "Kim ngạch", "Trade", unit="triệu USD"),
        Column("export_musd", Kind.DECIMAL, "Xuất khẩu", "Exports", unit="triệu USD"),
        Column("import_musd", Kind.DECIMAL, "Nhập khẩu", "Imports", unit="triệu USD"),
        Column("trade_basis", Kind.CHOICE, "Cơ sở tính kim ngạch", "Trade basis", choices=TRADE_BASIS,
               help_vi="Không cộng, không so giữa hai cơ sở.", help_en="Never add or compare across bases."),
        Column("declarations", Kind.WHOLE, "Tờ khai hải quan", "Customs declarations", unit="tờ khai"),
        Column("passengers", Kind.WHOLE, "Khách", "Passengers", unit="người"),
        Column("wagons", Kind.TEXT, "Tàu, toa", "Trains and wagons"),
        Column("tonnes", Kind.DECIMAL, "Khối lượng", "Weight", unit="tấn"),
        Column("customs_revenue", Kind.MONEY, "Thu ngân sách hải quan", "Customs revenue"),
        Column("infra_fee", Kind.MONEY, "Phí hạ tầng cửa khẩu", "Gate infrastructure fee"),
        Column("backlog", Kind.WHOLE, "Xe tồn", "Queue", unit="xe"),
        Column("backlog_fruit", Kind.WHOLE, "Trong đó xe hoa quả xuất", "Of which fruit exports", unit="xe"),
        Column("capacity_per_day", Kind.WHOLE, "Năng lực thông quan", "Capacity", unit="xe/ngày"),
        Column("processing_time", Kind.TEXT, "Thời gian làm thủ tục", "Processing time"),
        Column("opening_hours", Kind.TEXT, "Giờ mở cửa", "Opening hours"),
        Column("lanes", Kind.WHOLE, "Số làn", "Lanes", unit="làn"),
        Column("staff", Kind.WHOLE, "Số người", "Staff", unit="người"),
        Column("value_text", Kind.TEXT, "Khoảng số như nguồn in", "Ranges as printed",
               help_vi="Số in thành khoảng (45-50) giữ nguyên chữ, không đổi thành một số.",
               help_en="A printed range (45-50) stays text and is not turned into one number."),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
