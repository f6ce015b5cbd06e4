"""The answer of ``zones check`` for a planner at a terminal: what was checked and how, the findings, the land by code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.reports.balance_table import use_order
from quyhoach.reports.findings_text import ORDER, counts_line, finding_text
from quyhoach.reports.text import TextColumn, paragraph, table
from quyhoach.reports.zone_words import use_word, zone_word
from quyhoach.reports.zones_check_json import CheckedLayer
from quyhoach.zones.balance_lines import BalanceLine
from quyhoach.zones.checks.rounds import Mended
from quyhoach.zones.land_use import land_use_codes

_SHOWN = 20
_LINES = 100
_WORDS = {
    "layer": ("{file}: {count} hình, hệ {crs}", "{file}: {count} shapes in {crs}"),
    "widths": (
        "Dung sai {tolerance} m: hẹp hơn thì không nêu. Mảnh vụn: không nơi nào rộng quá {sliver} m, gộp thành một số.",
        "Tolerance {tolerance} m: nothing narrower is told. Slivers: nowhere wider than {sliver} m, told as one figure.",
    ),
    "more": ("… và {count} phát hiện {code} nữa; đủ ở --json hoặc -o.", "… and {count} more of {code}; all with --json or -o."),
    "mended": ("Đã sửa {count} chỗ.", "Places mended: {count}."),
    "others": ("… và {count} chỗ nữa; đủ ở --json.", "… and {count} more; all with --json."),
    "moves": (
        "{count} cách sửa dời ranh đã tính sẵn hình (remedies trong --json).",
        "Remedies that move a border, their shapes worked out: {count} (remedies in --json).",
    ),
}


def check_text(told: Sequence[Finding], layers: Sequence[CheckedLayer], lines: Iterable[BalanceLine], lang: str) -> str:
    """At most twenty findings of a code are shown in full; the counts are of all."""
    found = [*told, *(one.finding for _, checked in layers for one in checked.findings)]
    blocks = ["\n".join(_heads(layers, lang))] if layers else []
    blocks += _findings(found, lang)
    blocks.append(counts_line(found, lang))
    moving = sum(bool(remedy.moves) for _, checked in layers for remedy in checked.remedies)
    if moving:
        blocks.append(_say("moves", lang, count=format_number(moving, lang)))
    land = _land(lines, lang)
    return "\n\n".join([*blocks, land] if land else blocks)


def mended_text(told: Sequence[Finding], mended: Mended, lang: str) -> str:
    """What was done, one line each (the first hundred), then what is left as ``check_text`` says it."""
    done = [one for one in mended.applied if one.remedy]
    lines = [paragraph(f"✓ {one.remedy.says.text('message', lang)} [{one.finding.code}]", "", "  ") for one in done[:_LINES] if one.remedy]
    head = _say("mended", lang, count=format_number(len(done), lang))
    more = [_say("others", lang, count=format_number(len(done) - _LINES, lang))] if len(done) > _LINES else []
    return "\n\n".join(["\n".join([head, *lines, *more]), check_text(told, [(mended.layer, mended.checked)], (), lang)])


def _say(key: str, lang: str, **values: object) -> str:
    return _WORDS[key][0 if lang == "vi" else 1].format(**values)


def _heads(layers: Sequence[CheckedLayer], lang: str) -> list[str]:
    heads = [_say("layer", lang, file=layer.file or "–", count=format_number(len(layer), lang), crs=layer.crs) for layer, _ in layers]
    checked = layers[0][1]
    widths = {name: format_number(getattr(checked, name), lang) for name in ("tolerance", "sliver")}
    return [*heads, paragraph(_say("widths", lang, **widths))]


def _findings(found: Sequence[Finding], lang: str) -> list[str]:
    blocks = []
    seen: Counter[str] = Counter()
    total = Counter(f.code for f in found)
    for severity in ORDER:
        for f in found:
            if f.severity is not severity:
                continue
            seen[f.code] += 1
            if seen[f.code] <= _SHOWN:
                blocks.append(finding_text(f, lang))
            elif seen[f.code] == total[f.code]:
                blocks.append(_say("more", lang, count=format_number(total[f.code] - _SHOWN, lang), code=f.code))
    return blocks


def _land(lines: Iterable[BalanceLine], lang: str) -> str:
    """Land by plan, stage and use; a column nothing is written in is left out."""
    codes = land_use_codes()
    area: dict[tuple[str, str, str], float] = defaultdict(float)
    share: dict[tuple[str, str, str], float] = defaultdict(float)
    for line in lines:
        key = (line.plan, line.stage, line.use)
        area[key] += line.area_ha
        share[key] += 100 * line.share
    if not area:
        return ""
    keys = sorted(area, key=lambda key: (*key[:2], use_order(key[2], codes)))
    written = [n for n in (0, 1) if any(key[n] for key in keys)]
    columns = [TextColumn(zone_word(name, lang)) for name in (*(("plan", "stage")[n] for n in written), "use")]
    columns += [TextColumn(zone_word(name, lang), number=True) for name in ("area", "share")]
    return table(columns, [
        (*(key[n] for n in written), use_word(key[2], codes, lang), format_number(area[key], lang, 4), format_number(share[key], lang, 2))
        for key in keys
    ])
