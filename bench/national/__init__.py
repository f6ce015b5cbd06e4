"""Questions of national size for ``./qh bench capital``, the naive model of them, and how they are measured."""
