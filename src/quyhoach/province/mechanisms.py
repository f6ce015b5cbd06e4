"""The list of mechanisms and policies a stage opens, each with its document, its start, whether it is in force, and who must issue
what is missing. Everything is read from the table of policies; what a source prints about force is kept in its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quyhoach.findings import Place
from quyhoach.province.province import Province
from quyhoach.tables.folding import fold
from quyhoach.tables.spec import Row


class PolicyStatus(StrEnum):
    """Whether a mechanism can be used on a day. ``unclear``: the document is known, its force is not."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    NOT_ISSUED = "not_issued"
    UNCLEAR = "unclear"


_OVER = ("het hieu luc", "het ky", "het", "lich su", "da duoc thay the", "da bai bo", "bai bo")
_PERIOD_OVER = "ket thuc"
_STANDS = ("hieu luc", "con hieu luc")


@dataclass(frozen=True, slots=True)
class OpenedMechanism:
    """One mechanism for one object.

    ``opened``: the object has come to the stage. ``policy`` its code, "" for none; ``document`` and ``title`` name it; ``starts_on``
    as the source dates it, "" when it does not say; ``printed``: what the source says of its force. ``replaced_by``: the document
    that took its place, with ``replacement_status``. ``must_issue``: the agency that has to act, ``must_issue_text`` what it owes.
    """

    object: str
    stage: str
    mechanism: str
    name_vi: str
    name_en: str
    opened: bool
    status: PolicyStatus
    policy: str = ""
    document: str = ""
    title: str = ""
    issuer: str = ""
    issued_on: str = ""
    starts_on: str = ""
    printed: str = ""
    replaced_by: str = ""
    replacement: str = ""
    replacement_status: PolicyStatus | None = None
    must_issue: str = ""
    must_issue_name: str = ""
    must_issue_text: str = ""
    source: str = ""
    assumed: str = ""
    place: Place = Place()
    must_issue_name_en: str = ""

    def name(self, lang: str) -> str:
        """What the mechanism is."""
        return (self.name_en if lang == "en" else "") or self.name_vi or self.mechanism

    @property
    def usable(self) -> bool:
        """In force itself, or through the document that replaced it."""
        return PolicyStatus.IN_FORCE in (self.status, self.replacement_status)


def policy_status(row: Row | None, day: date) -> PolicyStatus:
    """Whether a document is in force on a day, by what the table of policies says and nothing else.

    Replaced, or printed as ended: ended. A start after the day: not yet. Printed as in force, or a start that has passed: in force.
    """
    if row is None:
        return PolicyStatus.NOT_ISSUED
    printed, starts = fold(row.text("status_note")), row.text("effective_from")
    if row.codes("replaced_by") or printed.startswith(_OVER) or printed.endswith(_PERIOD_OVER) or f"{_PERIOD_OVER} " in f"{printed} ":
        return PolicyStatus.ENDED
    if starts and starts > day.isoformat()[: len(starts)]:
        return PolicyStatus.NOT_YET
    if printed.startswith(_STANDS) or starts:
        return PolicyStatus.IN_FORCE
    return PolicyStatus.UNCLEAR


def successor_of(policies: Mapping[str, Row], code: str) -> Row | None:
    """The last document of a chain of replacements; None when nothing replaced it. A circle ends where it closes."""
    seen, found = {code}, None
    while code in policies and (following := policies[code].codes("replaced_by")):
        code = following[0]
        if code in seen or code not in policies:
            break
        seen.add(code)
        found = policies[code]
    return found


def opened(province: Province, row: Row, object_id: str, reached: bool, day: date) -> OpenedMechanism:
    """One mechanism for one object, on a day."""
    policies, agencies = province.facts["policies"].by_key(), province.facts["agencies"].by_key()
    policy = policies.get(row.text("policy"))
    status = policy_status(policy, day)
    later = successor_of(policies, row.text("policy")) if policy else None
    agency = agencies.get(row.text("must_issue"))
    return OpenedMechanism(
        object_id, row.text("stage"), row.text("mechanism"), row.text("name_vi"), row.text("name_en"), reached, status,
        row.text("policy"), _document(policy), policy.text("title_vi") if policy else "", policy.text("issuer") if policy else "",
        policy.text("issued_on") if policy else "", policy.text("effective_from") if policy else "",
        policy.text("status_note") if policy else "", later.text("policy") if later else "",
        _document(later) or (policy.text("replaced_by_text") if policy else ""), policy_status(later, day) if later else None,
        row.text("must_issue"), agency.text("name_vi") if agency else "", row.text("must_issue_text"),
        (policy or row).text("source"), row.text("assumed"), row.place, agency.text("name_en") if agency else "",
    )


def _document(row: Row | None) -> str:
    """Number and day of a document as printed, its title where it has no number."""
    if row is None:
        return ""
    number = row.text("number")
    return number if number and not number.startswith("(") else row.text("title_vi")
