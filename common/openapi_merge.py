"""Puts the OpenAPI descriptions of several services into one."""

from collections.abc import Iterable, Mapping
from typing import Any

Description = dict[str, Any]


class DescriptionsDiffer(ValueError):
    """Two services describe different things under one name."""


def merge(descriptions: Iterable[Mapping[str, Any]]) -> Description:
    """One OpenAPI document of many.

    Raises:
        DescriptionsDiffer: a component (a schema, say) of the same name is not the same in two of them.
    """
    document: Description = {
        "openapi": "3.1.0",
        "info": {"title": "Admin Kiosk", "version": "1"},
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {}},
    }
    for description in descriptions:
        document["paths"].update(description["paths"])
        for kind, parts in description.get("components", {}).items():
            known = document["components"].setdefault(kind, {})
            for name, part in parts.items():
                if known.setdefault(name, part) != part:
                    raise DescriptionsDiffer(f"{kind} {name} differs between services")
    return document
