"""Checks of a plan layer: closure, double occupation, inside the parent, slivers, duplicates, stated areas, conflicts."""

from quyhoach.zones.checks.faults import FaultKind
from quyhoach.zones.checks.found import Checked, ZoneFinding
from quyhoach.zones.checks.whole import check_layer

__all__ = ["Checked", "FaultKind", "ZoneFinding", "check_layer"]
