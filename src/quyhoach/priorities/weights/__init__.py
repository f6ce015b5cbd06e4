"""Weights out of people's judgements: direct, pairwise, best-worst, swing; of a group; and a mirror made of the data alone."""
