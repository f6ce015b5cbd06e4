"""The words of ranking reports, Vietnamese and English side by side."""

from __future__ import annotations

from decimal import Decimal

from quyhoach.money import format_number
from quyhoach.province.measures import Measured
from quyhoach.province.specs.rankings import DIRECTION, MEASURE, METHOD, MISSING_POLICY, ROLE, TRANSFORMATION, WEIGHING
from quyhoach.province.specs.stages import COMPARISON

WORDS: dict[str, tuple[str, str]] = {
    "ranking": ("Thứ tự ưu tiên", "Ranking"),
    "list": ("Danh sách ưu tiên", "The list"),
    "place": ("Hạng", "Rank"),
    "score_place": ("Hạng theo điểm", "Rank by score"),
    "object": ("Đối tượng", "Object"),
    "code": ("Mã", "Code"),
    "name": ("Tên", "Name"),
    "score": ("Điểm", "Score"),
    "points": ("Điểm 0–100", "Points 0–100"),
    "firm": ("Vững", "Firm"),
    "mean_place": ("Hạng trung bình", "Mean rank"),
    "first_share": ("Đứng đầu", "First"),
    "stage": ("Giai đoạn", "Stage"),
    "now": ("Đang ở", "Stands at"),
    "waits": ("Chờ", "Waits for"),
    "condition": ("Điều kiện", "Condition"),
    "figure": ("Số liệu", "Figure"),
    "met": ("đạt", "met"),
    "unmet": ("chưa đạt", "not met"),
    "open": ("chưa xét được", "cannot be judged"),
    "stages": ("Giai đoạn và điều kiện", "Stages and conditions"),
    "mechanisms": ("Cơ chế, chính sách giai đoạn mở ra", "Mechanisms and policies the stage opens"),
    "mechanism": ("Cơ chế, chính sách", "Mechanism"),
    "document": ("Văn bản", "Document"),
    "since": ("Từ ngày", "Since"),
    "starts": ("hiệu lực từ {day}", "in force from {day}"),
    "issued": ("ban hành {day}", "issued {day}"),
    "force": ("Hiệu lực", "Force"),
    "must_issue": ("Ai phải ban hành gì", "Who must issue what"),
    "opened_no": ("chưa đến giai đoạn này", "not at this stage yet"),
    "in_force": ("có hiệu lực", "in force"),
    "not_yet": ("chưa đến ngày hiệu lực", "not in force yet"),
    "ended": ("hết hiệu lực", "ended"),
    "not_issued": ("chưa ban hành", "not issued"),
    "unclear": ("chưa rõ hiệu lực", "force not known"),
    "replaced": ("thay bằng {document}: {status}", "replaced by {document}: {status}"),
    "criteria": ("Tiêu chí và trọng số", "Criteria and weights"),
    "criterion": ("Tiêu chí", "Criterion"),
    "direction": ("Hướng", "Direction"),
    "scale": ("Thang", "Scale"),
    "role": ("Vai trò", "Role"),
    "unit": ("Đơn vị", "Unit"),
    "weight": ("Trọng số", "Weight"),
    "allowed": ("Được phép", "Allowed"),
    "keeps_first": ("Giữ hạng nhất khi", "First place stays within"),
    "keeps_order": ("Giữ cả thứ tự khi", "Whole order stays within"),
    "members": ("Ý kiến của các thành viên", "Members' views"),
    "member": ("Thành viên", "Member"),
    "weighing": ("Cách cho trọng số", "Way of weighing"),
    "consistency": ("Nhất quán", "Consistency"),
    "revisit": (
        "xem lại {first} so với {second}: đang {given}, nên {mended}", "look again at {first} against {second}: {given}, better {mended}",
    ),
    "to_revisit": ("Xem lại", "Look again at"),
    "group": ("Cả nhóm", "The group"),
    "spread": ("Chênh nhau", "Spread"),
    "method": ("Phương pháp", "Method"),
    "weights_of": ("Trọng số của", "Weights of"),
    "weights_group": ("cả nhóm, trung bình theo phần tiếng nói của từng thành viên", "the group: the members' mean by their say"),
    "missing": ("Khi thiếu giá trị", "When a value is missing"),
    "filled": ("Giá trị thiếu được tính thay", "Missing values that were filled"),
    "left_out": ("Không xếp hạng", "Not ranked"),
    "values": ("Giá trị theo tiêu chí", "Values by criterion"),
    "value": ("Giá trị", "Value"),
    "counts_as": ("Thiếu, tính là", "Missing, counts as"),
    "stated": ("Ngày của số liệu", "As of"),
    "source": ("Nguồn", "Source"),
    "scorer": ("Ai chấm", "Scored by"),
    "evidence": ("Bằng chứng", "Evidence"),
    "assumed": ("Giả định", "Assumed"),
    "assumed_share": ("Phần giá trị là số giả định", "Share of the values that is assumed"),
    "set": ("Bộ tiêu chí", "Criteria set"),
    "version": ("Phiên bản", "Version"),
    "locked": ("đã khóa", "locked"),
    "digest": ("Dấu của đầu vào (SHA-256)", "Digest of the inputs (SHA-256)"),
    "definition": ("Dấu của bộ tiêu chí (SHA-256)", "Digest of the set (SHA-256)"),
    "day": ("Xét tại ngày", "Judged on"),
    "draws": ("Số lần rút trọng số", "Draws of weights"),
    "draws_said": (
        "{draws} lần rút, hạt giống {seed}; mỗi tỷ lệ sai không quá {error} (95 % các hạt giống)",
        "{draws} draws, seed {seed}; every share within {error} (95% of all seeds)",
    ),
    "proof": ("Thứ hạng vững đến đâu", "How firm the ranks are"),
    "proof_said": (
        "“Vững” là tỷ lệ các bộ trọng số được phép giữ đối tượng ở đúng hạng theo điểm của nó.",
        "“Firm” is the share of all admissible weights that keep an object at its rank by score.",
    ),
    "why": ("Vì sao {a} đứng trên {b}", "Why {a} stands above {b}"),
    "why_level": ("{a} và {b} ngang nhau", "{a} and {b} are level"),
    "by_stage": (
        "{a} thuộc giai đoạn trước: {document}. Đổi trọng số không làm đổi thứ tự này.",
        "{a} belongs to an earlier stage: {document}. No weights change this order.",
    ),
    "dominates": ("{a} không kém {b} ở tiêu chí nào.", "{a} is no worse than {b} on any criterion."),
    "reasons": ("{a} đứng trên {b} nhờ {ahead}.", "{a} stands above {b} by {ahead}."),
    "reasons_but": (
        "{a} đứng trên {b} nhờ {ahead}, dù {b} hơn ở {behind}.", "{a} stands above {b} by {ahead}, although {b} is ahead in {behind}.",
    ),
    "and": (" và ", " and "),
    "neighbours": ("Vì sao theo thứ tự này", "Why they stand in this order"),
    "all_methods": ("Cả bốn phương pháp đều xếp {a} trên {b} theo điểm.", "All four methods put {a} above {b} by score."),
    "no_method": ("Không phương pháp nào xếp {a} trên {b} theo điểm.", "No method puts {a} above {b} by score."),
    "some_methods": (
        "Các phương pháp không cùng kết luận: {methods} không xếp {a} trên {b} theo điểm.",
        "The methods do not agree: {methods} does not put {a} above {b} by score.",
    ),
    "counted": ("{value} (tính thay)", "{value} (filled)"),
    "beyond": ("{said} – ra ngoài mức hoặc thứ tự đã thống nhất", "{said} – beyond the agreed bounds or order"),
    "each_alone": (
        "mỗi dòng là một cách; đổi một trọng số thì các trọng số khác giữ tỷ lệ với nhau",
        "each line alone is enough; when one weight changes the others keep their proportions",
    ),
    "level_mark": ("Mức", "Threshold"),
    "holds": ("Đạt chưa", "Met"),
    "stage_listed": ("Giai đoạn khi xếp", "Listed in stage"),
    "told": ("Điều cần biết khi dùng danh sách", "To know when using this list"),
    "more_alike": ("và {n} điều tương tự ({code})", "and {n} more like it ({code})"),
    "adds": ("Góp vào điểm", "Adds to the score"),
    "difference": ("Hơn kém", "Difference"),
    "changes_by_score": ("Chỉ xét điểm, đổi gì thì {b} hơn {a}", "By score alone, what would put {b} above {a}"),
    "changes": ("Đổi gì thì {b} đứng trên {a}", "What would put {b} above {a}"),
    "change_weights": (
        "đổi ít nhất mọi trọng số cùng lúc, tổng {size}, thành: {weights}",
        "least change of all weights together, {size} in all, to: {weights}",
    ),
    "change_weight": (
        "trọng số {criterion} đổi {change} (từ {before} thành {after})", "weight of {criterion} by {change} (from {before} to {after})",
    ),
    "change_score": (
        "{object}, {criterion} đổi {change} (từ {before} thành {after})", "{object}, {criterion} by {change} (from {before} to {after})",
    ),
    "budget_changes": (
        "ngân sách từ {budget} thành {enough} {unit}: vào {enters}; ra {leaves}",
        "a budget of {enough} instead of {budget} {unit}: {enters} enter, {leaves} leave",
    ),
    "budget_already": (
        "với {budget} {unit}, {b} đã được chọn mà {a} thì không", "with {budget} {unit}, {b} is chosen already and {a} is not",
    ),
    "budget_never": ("không mức ngân sách nào chọn {b} mà bỏ {a}", "no budget chooses {b} and leaves {a} out"),
    "budget_unknown": ("chưa tính được thay đổi ngân sách; xem các phát hiện", "the change of the budget was not found; see the findings"),
    "selection": (
        "{period}: {n} khu; của tỉnh: {own} ({document}; {sure})", "{period}: {n} zones; of this province: {own} ({document}; {sure})",
    ),
    "no_change": ("không có thay đổi nào trong giới hạn được phép", "no change within what is allowed"),
    "funds": ("Xếp hạng khác thì vốn về đâu", "What another ranking would fund"),
    "funds_said": (
        "Lập phương án vốn với điểm của bộ {a}, rồi với bộ {b}.", "The capital plan by the scores of set {a}, then by set {b}.",
    ),
    "enters": ("Vào kế hoạch", "Enters"),
    "leaves": ("Ra khỏi kế hoạch", "Leaves"),
    "unscored": ("Trong đó bộ {set} không cho điểm nên không xét", "Of these, set {set} gives no score, so they were not planned"),
    "funds_same": ("Các dự án được bố trí vốn không đổi.", "The same projects are funded."),
    "dominance": ("Hơn kém về mọi mặt", "Dominance"),
    "dominance_said": (
        "{n} cặp mà một bên không kém bên kia ở tiêu chí nào; không trọng số nào đảo được.",
        "{n} pairs in which one is no worse on any criterion; no weights turn them.",
    ),
    "agreed_pairs": (
        "{pairs} trong {of} cặp: cả bốn phương pháp xếp cùng một chiều. {one}.",
        "{pairs} of {of} pairs stand the same way round by all four methods. {one}.",
    ),
    "one_place": ("Cùng một hạng theo mọi phương pháp: {names}", "One place by every method: {names}"),
    "one_place_none": ("Không đối tượng nào có cùng một hạng theo mọi phương pháp", "No object has one place by every method"),
    "members_order": (
        "Xếp theo trọng số từng thành viên: đồng thuận (Kendall W) {w}. Hạng khác nhau nhiều nhất: {object}, từ {best} đến {worst}.",
        "By each member's own weights: agreement (Kendall's W) {w}. Furthest apart: {object}, from {best} to {worst}.",
    ),
    "members_alike": (
        "Xếp theo trọng số từng thành viên: mọi thành viên ra cùng một thứ tự.", "By each member's own weights: all give one order.",
    ),
    "dominated_said": ("{id} không hơn {by} ở tiêu chí nào", "{id} is no better than {by} on any criterion"),
    "mirror": ("Gương soi từ số liệu, không dùng để xếp hạng: {entropy}; {critic}",
               "A mirror of the values, not used in the ranking: {entropy}; {critic}"),
    "agreement": ("Các phương pháp cùng kết luận", "What all methods agree on"),
    "reversal": ("Thêm, bớt, sao chép một đối tượng", "Adding, dropping, copying an object"),
    "selections": ("Khu được Thủ tướng chọn", "Zones selected nationally"),
    "illustrative": (
        "BỘ TIÊU CHÍ MINH HỌA: điểm, trọng số, điều kiện là số giả định, không phải quyết định của hội đồng nào",
        "ILLUSTRATIVE SET: scores, weights and conditions are assumed; no council has decided them",
    ),
    "nobody": ("Không xếp hạng được; xem các phát hiện.", "Nothing could be ranked; see the findings."),
    "headline": (
        "Xếp hạng {n} đối tượng theo {m} tiêu chí bằng {method}. Đứng đầu: {first}.",
        "{n} objects are ranked by {m} criteria, method: {method}. First: {first}.",
    ),
    "level": ("{names} ngang nhau", "{names}, level"),
    "page_note": (
        "Ai cũng chạy lại được kết quả này từ tệp chạy và số liệu của tỉnh: quyhoach rank --replay.",
        "Anyone can run this again from the run file and the province's tables: quyhoach rank --replay.",
    ),
}


def word(key: str, lang: str, **values: object) -> str:
    """A word of a ranking report."""
    return WORDS[key][lang != "vi"].format(**values) if values else WORDS[key][lang != "vi"]


_LISTS = {
    "method": METHOD, "missing": MISSING_POLICY, "direction": DIRECTION, "transformation": TRANSFORMATION, "role": ROLE,
    "weighing": WEIGHING, "measure": MEASURE, "comparison": COMPARISON,
}


def choice(kind: str, code: str, lang: str) -> str:
    """The printed label of a choice of the ranking tables; the code itself when the list does not have it."""
    labels = _LISTS[kind].get(code)
    return code if labels is None else labels[lang != "vi"]


def share(value: float, lang: str, decimals: int = 1) -> str:
    """A share 0–1 as ``12,5 %`` (vi) or ``12.5%`` (en)."""
    text = format_number(Decimal(repr(float(value))) * 100, lang, decimals)
    return f"{text}\u00a0%" if lang == "vi" else f"{text}%"


def figure(value: Decimal | float | None, lang: str, digits: int = 4) -> str:
    """A value or score as printed: at most ``digits`` decimals, "–" when there is none."""
    if value is None:
        return "–"
    number = round(Decimal(str(value)), digits).normalize()
    return format_number(Decimal(f"{number:f}"), lang)


def origin(measured: Measured, lang: str) -> str:
    """Where a value comes from, in one line: the scorer, the source or the rule."""
    rule = f"{word('assumed', lang)}: {measured.assumed}" if measured.assumed else ""
    parts = (measured.scorer, measured.source, rule, measured.evidence)
    return "; ".join(part for part in parts if part) or "–"
