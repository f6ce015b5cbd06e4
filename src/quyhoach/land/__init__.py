"""Parcels and their clearance, the land fund's ledger, and what lies ahead of both."""
