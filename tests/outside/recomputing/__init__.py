"""The parts of ``recompute.py``: what a stranger needs to prove a plan from its JSON. Standard library only."""
