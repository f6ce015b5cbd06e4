"""Zones: plans and their hierarchy, plan units as shapes, checks, the land-use balance, remedies."""
