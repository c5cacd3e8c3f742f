"""Starts the command line, or says in one sentence that this Python is too old.

This file alone must also run on Python 3.6, so that an old Python reads that sentence and not a syntax
error: no newer syntax here, and nothing else is imported before the check.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # the check is the point of this file
    sys.stderr.write(
        "Admin Kiosk needs Python 3.11 or newer; this is Python "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ". Install a newer one, or name it: PYTHON=/path/to/python3.11 make up\n"
    )
    sys.exit(1)

from launcher.cli import main  # only after the check

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
