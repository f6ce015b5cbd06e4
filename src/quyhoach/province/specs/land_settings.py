"""What the planner states about the land fund's foresight: months of payments, what may come out otherwise, the weight of lateness."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

LAND_SETTING = {
    "shocks": ("biến động", "shocks"),
    "inflow_months": ("tháng tiền vào", "months of inflow"),
    "clearing_months": ("tháng chi giải phóng mặt bằng", "months of clearing payments"),
    "refund_months": ("tháng dự án hoàn trả", "months of refunds"),
    "auction_months": ("tháng thu từ đấu giá", "months of auction revenue"),
    "late_year_ha": ("một năm chậm tính bằng", "what a year of lateness counts"),
}

LAND_SETTINGS = TableSpec(
    "land_settings", "Tham số dự báo tiền Quỹ", "Settings of the fund's foresight", ("setting",),
    (
        Column("setting", Kind.CHOICE, "Tham số", "Setting", required=True, choices=LAND_SETTING, example="clearing_months"),
        Column("value", Kind.TEXT, "Giá trị", "Value", required=True, example="4-9",
               help_vi="Tháng: 4-9 hoặc 12. Biến động: cost lognormal 0.15; delay chance 0.3 months=6. Một năm chậm: số ha·năm.",
               help_en="Months: 4-9 or 12. Shocks: cost lognormal 0.15; delay chance 0.3 months=6. A late year: ha·years."),
        *PROVENANCE,
    ),
)
