"""Tables of a ranking: the set of criteria, its values, who weighs them and how, and what is ranked."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

RANKED_KIND = {"zones": ("khu, vùng, tiểu vùng", "zones, regions, sub-zones"), "projects": ("dự án", "projects")}

METHOD = {
    "weighted_sum": ("tổng có trọng số", "weighted sum"),
    "topsis": ("TOPSIS: gần điểm lý tưởng", "TOPSIS: closeness to the ideal"),
    "promethee_2": ("PROMETHEE II: dòng chênh lệch", "PROMETHEE II: net flow"),
    "vikor": ("VIKOR: thỏa hiệp", "VIKOR: compromise"),
}

MISSING_POLICY = {
    "leave_out": ("đối tượng thiếu điểm không xếp hạng", "an object that lacks a value is not ranked"),
    "worst": ("lấy giá trị kém nhất đã có", "takes the worst value there is"),
    "median": ("lấy trung vị các giá trị đã có", "takes the median of the values there are"),
}

DIRECTION = {"more": ("càng nhiều càng ưu tiên", "more is better"), "less": ("càng ít càng ưu tiên", "less is better")}

TRANSFORMATION = {
    "min_max": ("từ kém nhất đến tốt nhất trong nhóm", "from the worst to the best of the group"),
    "fixed": ("giữa hai mốc đã nêu", "between the two stated marks"),
    "ratio": ("tỷ lệ với giá trị tốt nhất", "ratio to the best value"),
    "log": ("theo lôgarit, từ kém nhất đến tốt nhất", "by logarithm, from the worst to the best"),
    "as_scored": ("giữ nguyên điểm đã chấm", "the score as it was given"),
}

ROLE = {
    "plain": ("thường", "plain"),
    "gap": ("bù thiếu hụt dịch vụ", "closes a gap of a service"),
    "balance": ("phát triển cân bằng", "balanced development"),
}

SHAPE = {
    "linear": ("tăng dần giữa hai ngưỡng", "straight between the thresholds"),
    "level": ("nửa mức giữa hai ngưỡng", "one half between the thresholds"),
}

MEASURE = {
    "gate_trade": ("kim ngạch qua cửa khẩu, năm mới nhất", "trade through the gates, newest year"),
    "gate_vehicles": ("xe bình quân ngày, số mới nhất", "vehicles a day, newest figure"),
    "gates": ("số cửa khẩu trong khu", "gates in the zone"),
    "area_ha": ("diện tích", "area"),
    "projects": ("số dự án còn làm", "projects still to do"),
    "project_money": ("tổng mức đầu tư các dự án còn làm", "total investment of projects still to do"),
    "public_total": ("vốn nhà nước của dự án", "public total of the project"),
    "land_ready": ("tỷ lệ mặt bằng đã giải phóng", "share of the land cleared"),
    "plans_decided": ("số quy hoạch của khu đã phê duyệt", "decided plans of the zone"),
    "target": ("chỉ tiêu kinh tế - xã hội của nơi đó, năm mới nhất", "socio-economic result of the place, newest year"),
    "mechanisms_in_force": ("tỷ lệ cơ chế của giai đoạn đã có hiệu lực", "share of the stage's mechanisms in force"),
}

WEIGHING = {
    "direct": ("cho thẳng trọng số", "weights given directly"),
    "pairwise": ("so sánh từng cặp (AHP)", "pairwise comparison (AHP)"),
    "best_worst": ("quan trọng nhất - ít quan trọng nhất", "best-worst"),
    "swing": ("mức cải thiện từ kém nhất lên tốt nhất (swing)", "swing"),
}

JUDGEMENT = {
    "pairwise": ("so hai tiêu chí", "two criteria compared"),
    "best_to_others": ("tiêu chí quan trọng nhất so với tiêu chí khác", "the best against another"),
    "others_to_worst": ("tiêu chí khác so với tiêu chí ít quan trọng nhất", "another against the worst"),
}

SET = Column("set", Kind.CODE, "Mã bộ tiêu chí", "Criteria set", required=True, refers_to="criteria_sets", example="kktck-2021")
_CRITERION = Column("criterion", Kind.CODE, "Mã tiêu chí", "Criterion", required=True, example="kim-ngach")
_MEMBER = Column("member", Kind.CODE, "Mã thành viên", "Member", required=True, example="TV1")
OBJECT = Column("object", Kind.CODE, "Mã khu hoặc dự án", "Zone or project", required=True, example="Z01")

CRITERIA_SETS = TableSpec(
    "criteria_sets", "Bộ tiêu chí ưu tiên", "Criteria sets", ("set",),
    (
        Column("set", Kind.CODE, "Mã bộ tiêu chí", "Criteria set", required=True, example="kktck-2021"),
        Column("version", Kind.WHOLE, "Phiên bản", "Version", required=True, example="1"),
        Column("name_vi", Kind.TEXT, "Tên bộ tiêu chí", "Name (vi)", required=True),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("ranks", Kind.CHOICE, "Xếp hạng", "Ranks", required=True, choices=RANKED_KIND, example="zones"),
        Column("method", Kind.CHOICE, "Phương pháp", "Method", required=True, choices=METHOD, example="weighted_sum"),
        Column("missing", Kind.CHOICE, "Khi thiếu giá trị", "When a value is missing", choices=MISSING_POLICY, example="leave_out",
               help_vi="Để trống: đối tượng thiếu điểm không xếp hạng. Không bao giờ coi là 0.",
               help_en="Empty: an object that lacks a value is not ranked. Never taken for zero."),
        Column("weights_of", Kind.CODE, "Trọng số của", "Weights of", example="hoi-dong",
               help_vi="Mã thành viên có trọng số được dùng; để trống là trọng số chung của cả nhóm.",
               help_en="The member whose weights count; empty takes the group's."),
        Column("decision", Kind.TEXT, "Văn bản thông qua", "Adopted by"),
        Column("valid_from", Kind.AS_OF, "Dùng từ", "Valid from", example="2026-01-01"),
        Column("valid_to", Kind.AS_OF, "Dùng đến", "Valid to"),
        Column("clone_of", Kind.CODE, "Sao từ bộ", "Cloned from", refers_to="criteria_sets",
               help_vi="Bộ đã khóa thì không sửa: sao ra bộ mới rồi sửa bộ mới.", help_en="A locked set is not changed: it is cloned, and the clone is changed."),
        Column("locked", Kind.FLAG, "Đã khóa", "Locked", example="có"),
        Column("digest", Kind.TEXT, "Dấu lúc khóa", "Digest when locked",
               help_vi="Dấu SHA-256 của tiêu chí và trọng số lúc khóa; lệnh rank in ra.", help_en="SHA-256 of criteria and weights when it was locked; rank prints it."),
        *PROVENANCE,
    ),
    "Các bộ tiêu chí để xếp thứ tự ưu tiên, mỗi bộ có phiên bản; bộ đã dùng thì khóa lại.",
    "Sets of criteria by which things are ranked, each with its version; a set that was used is locked.",
)

CRITERIA = TableSpec(
    "criteria", "Tiêu chí", "Criteria", ("set", "criterion"),
    (
        SET, _CRITERION,
        Column("name_vi", Kind.TEXT, "Tên tiêu chí", "Name (vi)", required=True, example="Kim ngạch xuất nhập khẩu"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("direction", Kind.CHOICE, "Hướng", "Direction", required=True, choices=DIRECTION, example="more"),
        Column("unit", Kind.TEXT, "Đơn vị", "Unit", example="triệu USD"),
        Column("role", Kind.CHOICE, "Vai trò", "Role", choices=ROLE, example="plain",
               help_vi="Bù thiếu hụt: giá trị = phần thiếu hụt được bù, từ cột cần, đang có, thêm. Cân bằng: nơi càng dưới mức chung càng ưu tiên.",
               help_en="Gap: the value is the part of the gap that is closed, from need, present and added. Balance: the further below the common level, the higher."),
        Column("transformation", Kind.CHOICE, "Đổi ra thang 0–1", "Transformation", choices=TRANSFORMATION, example="min_max"),
        Column("low", Kind.DECIMAL, "Mốc dưới", "Low mark", signed=True, required_if=("transformation", ("fixed",))),
        Column("high", Kind.DECIMAL, "Mốc trên", "High mark", signed=True, required_if=("transformation", ("fixed",))),
        Column("indifference", Kind.DECIMAL, "Ngưỡng coi như bằng", "Indifference threshold",
               help_vi="PROMETHEE: chênh lệch đến mức này coi như bằng nhau.", help_en="PROMETHEE: a difference up to this counts as none."),
        Column("preference", Kind.DECIMAL, "Ngưỡng hơn hẳn", "Preference threshold",
               help_vi="PROMETHEE: chênh lệch từ mức này là hơn hẳn.", help_en="PROMETHEE: a difference from this on counts in full."),
        Column("shape", Kind.CHOICE, "Dạng ưa thích", "Shape of preference", choices=SHAPE, help_vi="PROMETHEE; để trống là tăng dần.",
               help_en="PROMETHEE; empty is straight."),
        Column("least_weight", Kind.SHARE, "Trọng số ít nhất", "Least weight", example="5%"),
        Column("most_weight", Kind.SHARE, "Trọng số nhiều nhất", "Greatest weight", example="40%"),
        Column("at_least_as", Kind.CODES, "Nặng ít nhất bằng", "Weighs at least as much as",
               help_vi="Các tiêu chí cùng bộ không được nặng hơn tiêu chí này.", help_en="Criteria of the set that may not weigh more than this one."),
        Column("measure", Kind.CHOICE, "Lấy từ số liệu tỉnh", "Measured by", choices=MEASURE, example="gate_trade",
               help_vi="Để trống: giá trị do người chấm cho trong bảng điểm.", help_en="Empty: values are scores given in the table of values."),
        Column("measure_part", Kind.TEXT, "Phần số liệu", "Part of the measure",
               help_vi="Kim ngạch: cơ sở tính (all hoặc declared). Chỉ tiêu: tên chỉ tiêu.",
               help_en="Trade: the basis (all or declared). Result: the indicator's name."),
        *PROVENANCE,
    ),
)

CRITERION_VALUES = TableSpec(
    "criterion_values", "Điểm theo tiêu chí", "Values by criterion", ("set", "object", "criterion"),
    (
        SET, OBJECT, _CRITERION,
        Column("value", Kind.DECIMAL, "Giá trị", "Value", signed=True, example="72"),
        Column("need", Kind.DECIMAL, "Cần có", "Needed", help_vi="Tiêu chí bù thiếu hụt: mức phải có. Tiêu chí cân bằng: mức chung để so.",
               help_en="Gap: the level there must be. Balance: the common level compared with."),
        Column("present", Kind.DECIMAL, "Đang có", "Present"),
        Column("added", Kind.DECIMAL, "Thêm được", "Added"),
        Column("scorer", Kind.TEXT, "Ai chấm", "Scored by", example="Sở Tài chính"),
        Column("evidence", Kind.TEXT, "Bằng chứng", "Evidence"),
        *PROVENANCE,
    ),
)

MEMBERS = TableSpec(
    "members", "Thành viên cho trọng số", "Members who give weights", ("set", "member"),
    (
        SET, _MEMBER,
        Column("name_vi", Kind.TEXT, "Thành viên", "Member (vi)", required=True, example="Đại diện Sở Tài chính",
               help_vi="Ghi chức trách, không ghi tên người.", help_en="The role, never a person's name."),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Member (en)"),
        Column("weighing", Kind.CHOICE, "Cách cho trọng số", "Way of weighing", required=True, choices=WEIGHING, example="pairwise"),
        Column("power", Kind.DECIMAL, "Phần của thành viên", "Member's say", example="1",
               help_vi="Để trống là 1: mọi thành viên như nhau.", help_en="Empty is 1: all members alike."),
        *PROVENANCE,
    ),
)

WEIGHTS = TableSpec(
    "weights", "Trọng số của thành viên", "Members' weights", ("set", "member", "criterion"),
    (
        SET, _MEMBER, _CRITERION,
        Column("value", Kind.DECIMAL, "Trọng số hoặc điểm swing", "Weight or swing points", required=True, example="40"),
        *PROVENANCE,
    ),
)

JUDGEMENTS = TableSpec(
    "judgements", "So sánh của thành viên", "Members' judgements", ("set", "member", "kind", "first", "second"),
    (
        SET, _MEMBER,
        Column("kind", Kind.CHOICE, "Loại so sánh", "Kind", required=True, choices=JUDGEMENT, example="pairwise"),
        Column("first", Kind.CODE, "Tiêu chí thứ nhất", "First criterion", required=True, example="kim-ngach"),
        Column("second", Kind.CODE, "Tiêu chí thứ hai", "Second criterion", required=True, example="mat-bang"),
        Column("times", Kind.DECIMAL, "Quan trọng gấp", "Times as important", required=True, example="3",
               help_vi="Tiêu chí thứ nhất quan trọng gấp mấy lần tiêu chí thứ hai, từ 1 đến 9; kém hơn thì viết số dưới 1 hoặc đổi chỗ.",
               help_en="How many times as important the first is, 1 to 9; below 1, or swapped, where it is less."),
        *PROVENANCE,
    ),
)

RANKED_OBJECTS = TableSpec(
    "ranked_objects", "Đối tượng xếp hạng", "Objects ranked", ("set", "object"),
    (
        SET, OBJECT,
        Column("stage", Kind.CODE, "Bắt đầu ở giai đoạn", "First stage", example="GD1",
               help_vi="Đối tượng của giai đoạn trước đứng trước, dù điểm thế nào: nghị quyết quy định thứ tự.",
               help_en="Objects of an earlier stage stand first whatever their scores: the resolution sets that order."),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
