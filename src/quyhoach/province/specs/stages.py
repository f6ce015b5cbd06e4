"""Stages a resolution sets, the conditions by which an object moves on, and the mechanisms a stage opens."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.province.specs.rankings import MEASURE, OBJECT, SET
from quyhoach.tables.spec import Column, Kind, TableSpec

COMPARISON = {"at_least": ("ít nhất", "at least"), "at_most": ("nhiều nhất", "at most")}

_STAGE = Column("stage", Kind.CODE, "Mã giai đoạn", "Stage", required=True, example="GD1")

STAGES = TableSpec(
    "stages", "Giai đoạn ưu tiên", "Stages of priority", ("set", "stage"),
    (
        SET, _STAGE,
        Column("order", Kind.WHOLE, "Thứ tự", "Order", required=True, example="1"),
        Column("name_vi", Kind.TEXT, "Tên giai đoạn", "Name (vi)", required=True),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("follows", Kind.CODES, "Đi tiếp từ giai đoạn", "Follows the stages", example="GD1",
               help_vi="Đối tượng ở các giai đoạn này chuyển sang khi đủ điều kiện.", help_en="Objects of these stages move here once the conditions hold."),
        Column("document", Kind.TEXT, "Văn bản quy định", "Ordered by", example="68-NQ/TU"),
        Column("policy", Kind.CODE, "Mã văn bản", "Policy", refers_to="policies"),
        *PROVENANCE,
    ),
)

STAGE_CONDITIONS = TableSpec(
    "stage_conditions", "Điều kiện của giai đoạn", "Conditions of a stage", ("set", "stage", "condition"),
    (
        SET, _STAGE,
        Column("condition", Kind.CODE, "Mã điều kiện", "Condition", required=True, example="DK1"),
        Column("name_vi", Kind.TEXT, "Điều kiện", "Condition (vi)", required=True),
        Column("name_en", Kind.TEXT, "Tiếng Anh", "Condition (en)"),
        Column("measure", Kind.CHOICE, "Số liệu", "Measure", choices=MEASURE, example="plans_decided"),
        Column("measure_part", Kind.TEXT, "Phần số liệu", "Part of the measure"),
        Column("criterion", Kind.CODE, "Hoặc tiêu chí", "Or criterion"),
        Column("of", Kind.CODE, "Xét ở", "Of the object", help_vi="Để trống: xét ở chính đối tượng chuyển giai đoạn.",
               help_en="Empty: of the object that would move."),
        Column("comparison", Kind.CHOICE, "So sánh", "Comparison", choices=COMPARISON, example="at_least"),
        # Not required: a row that cannot be used would be a condition that nobody has to meet.
        Column("threshold", Kind.DECIMAL, "Mức", "Threshold", signed=True, example="1",
               help_vi="Thiếu cách so sánh hoặc mức thì điều kiện chưa xét được, đối tượng chờ.",
               help_en="Without a comparison or a threshold the condition cannot be judged and the object waits."),
        *PROVENANCE,
    ),
)

MECHANISMS = TableSpec(
    "mechanisms", "Cơ chế, chính sách của giai đoạn", "Mechanisms a stage opens", ("set", "stage", "mechanism"),
    (
        SET, _STAGE,
        Column("mechanism", Kind.CODE, "Mã cơ chế", "Mechanism", required=True, example="CC01"),
        Column("name_vi", Kind.TEXT, "Cơ chế, chính sách", "Mechanism (vi)", required=True),
        Column("name_en", Kind.TEXT, "Tiếng Anh", "Mechanism (en)"),
        Column("objects", Kind.CODES, "Cho các khu", "For the objects", example=OBJECT.example,
               help_vi="Để trống: mọi đối tượng đã đến giai đoạn này.", help_en="Empty: every object that has come to the stage."),
        Column("policy", Kind.CODE, "Mã văn bản", "Policy", refers_to="policies",
               help_vi="Để trống: chưa có văn bản nào.", help_en="Empty: no document yet."),
        Column("must_issue", Kind.CODE, "Cơ quan phải ban hành", "Agency that must issue", refers_to="agencies"),
        Column("must_issue_text", Kind.TEXT, "Phải ban hành gì", "What must be issued"),
        *PROVENANCE,
    ),
)
