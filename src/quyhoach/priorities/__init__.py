"""Criteria, weights, ranking, and the proof of a rank."""
