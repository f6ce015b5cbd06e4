"""quyhoach: the planning library. It thinks; it has no database, no clock and no network.

Data flows one way: files → tables → province → engine → result → report.
"""
