"""The methods. Each module has ``column`` (one criterion's values on the method's own scale) and ``scores`` (higher is better)."""
