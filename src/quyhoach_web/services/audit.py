"""The chain of changes: one entry a change, each carrying the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach_web.models import AuditEntry, AuditHead

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """What happened to one thing. ``before`` and ``after`` are JSON values, None when there was, or is, nothing."""

    action: str
    kind: str
    object_id: str
    before: Any = None
    after: Any = None
    why: str = ""


def record(who: object, acts: Iterable[Act]) -> None:
    """Append entries, in order, in the caller's transaction. ``who`` is an account, or a name for the program's own acts."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        now, name, entries = timezone.now().replace(microsecond=0), _name(who), []
        for act in acts:
            entry = AuditEntry(
                number=head.number + 1, at=now, who=name, action=act.action, kind=act.kind, object_id=act.object_id,
                before=act.before, after=act.after, why=act.why, previous=head.hash,
            )
            entry.hash = head.hash = digest(entry)
            head.number = entry.number
            entries.append(entry)
        AuditEntry.objects.bulk_create(entries, batch_size=500)
        head.save()


def _name(who: object) -> str:
    return getattr(who, "username", "") or str(who)


def digest(entry: AuditEntry) -> str:
    """What ``hash`` must be: the previous hash and every other field."""
    parts = [entry.number, entry.at.isoformat(), entry.who, entry.action, entry.kind, entry.object_id, entry.before, entry.after, entry.why]
    return hashlib.sha256((entry.previous + canonical(parts)).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with one spelling."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def head_line() -> str:
    """The head of the chain as exports print it: number and the first 16 digits of the hash."""
    head = AuditHead.objects.filter(pk=1).first()
    return f"{head.number}:{head.hash[:16]}" if head else f"0:{START[:16]}"
