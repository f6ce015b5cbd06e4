"""Large questions: arrays instead of one model of everything; prices, then a small core, then whole units by class.

The order of reading: ``choices`` and ``clusters`` (what there is to choose), ``limits`` (what is shared), ``bulk`` (all of it at
prices), ``master`` (which prices), ``doubt`` and ``kernel`` (what prices leave open; ``solvers.descent`` decides it),
``apportionment`` (whole units), ``method`` (all in turn), ``reasons``.
"""
