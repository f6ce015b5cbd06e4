"""Other people's lists: read by a declared map, never by code that knows whose list it is."""
