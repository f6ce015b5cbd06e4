"""``python -m quyhoach``."""

from __future__ import annotations

import sys

from quyhoach.cli import main

sys.exit(main())
