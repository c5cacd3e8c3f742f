"""Which code made a model: the version of the project, and a fingerprint of what has a say in models."""

import hashlib
from functools import cache
from pathlib import Path

from common import VERSION

_PACKAGE = Path(__file__).parent.parent
_FOLDERS = ("anomaly", "minutes", "synthetic", "training")


@cache
def code_version() -> str:
    """Such as `0.6.0+3f9c…`."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((_PACKAGE / folder).glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:12]}"
