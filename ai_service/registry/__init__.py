"""Model versions as files: written once, checked before each use, never unpickled; no framework and no database."""
