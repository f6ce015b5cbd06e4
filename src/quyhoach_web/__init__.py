"""quyhoach_web: the office that remembers and shows. Its pages arrive with a later release.

The package exists now so that the import contract (the library never imports the office) is checked from the first day.
"""
