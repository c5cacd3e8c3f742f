"""How user names are compared."""

import unicodedata


def username_key(username: str) -> str:
    """The user name as it is compared: names that differ in case or in look-alike forms only are the same.

    Done here and not by the database's `lower()`, whose result depends on how the database was made.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())
