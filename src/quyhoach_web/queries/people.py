"""Accounts and roles as pages show them."""

from __future__ import annotations

from quyhoach_web.language import say
from quyhoach_web.models import Account, Role

_LABELS = {
    Role.LEADER: ("Lãnh đạo UBND tỉnh", "Provincial leader"), Role.PLANNER: ("Cán bộ kế hoạch (Sở Tài chính)", "Planner"),
    Role.COUNCIL: ("Hội đồng nhân dân", "People's Council"), Role.PROJECT_OWNER: ("Chủ đầu tư", "Project owner"),
    Role.TREASURY: ("Kho bạc Nhà nước", "State Treasury"), Role.ZONE_BOARD: ("Ban quản lý khu kinh tế", "Zone board"),
    Role.LAND_FUND: ("Quỹ phát triển đất", "Land development fund"), Role.AGENCY: ("Cơ quan, sở, ngành", "Agency"),
    Role.COMMUNE: ("Cán bộ xã, phường", "Commune officer"), Role.JUSTICE: ("Sở Tư pháp", "Justice officer"),
    Role.AUDITOR: ("Kiểm toán, thanh tra", "Auditor"), Role.ADMIN: ("Quản trị tài khoản", "Account administrator"),
}


def role_label(role: str) -> str:
    """The role in the reader's language."""
    return say(*_LABELS[Role(role)])


def demo_accounts() -> list[dict[str, str]]:
    """One-click accounts of the demo, in the order of the roles."""
    order = list(Role)
    found = Account.objects.filter(demo=True, is_active=True).prefetch_related("assignments")
    rows = [{"username": account.username, "role": account.assignments.all()[0].role} for account in found if account.assignments.all()]
    return [{"username": row["username"], "label": role_label(row["role"])} for row in sorted(rows, key=lambda row: order.index(Role(row["role"])))]
