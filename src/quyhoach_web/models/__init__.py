"""What the office remembers."""

from quyhoach_web.models.audit import AuditEntry, AuditHead
from quyhoach_web.models.drawing import Draft
from quyhoach_web.models.features import Feature
from quyhoach_web.models.imports import Import
from quyhoach_web.models.ledger import Advance, LedgerAccount, LedgerClose, LedgerEntry, LedgerLine, LedgerStatement
from quyhoach_web.models.office import Layer, Office, ScenarioSettings
from quyhoach_web.models.people import Account, Assignment, Role
from quyhoach_web.models.plans import Plan, PlanState, PlanStep
from quyhoach_web.models.projects import Project
from quyhoach_web.models.records import Record
from quyhoach_web.models.runs import Run, RunFile, RunKind, RunState, Snapshot

__all__ = [
    "Account", "Advance", "Assignment", "AuditEntry", "AuditHead", "Draft", "Feature", "Import", "Layer", "LedgerAccount", "LedgerClose",
    "LedgerEntry", "LedgerLine", "LedgerStatement", "Office", "Plan", "PlanState", "PlanStep",
    "Project", "Record", "Role", "Run", "RunFile", "RunKind", "RunState", "ScenarioSettings", "Snapshot",
]
