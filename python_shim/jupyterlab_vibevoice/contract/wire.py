"""The base of the generated models: what is common to every object on the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """An object on the wire: numbers are not read from strings, and an absent value is an absent key."""

    # Building a validator costs memory; a sleeping instance never needs most of them.
    model_config = ConfigDict(strict=True, defer_build=True, populate_by_name=True, protected_namespaces=())

    def to_wire(self) -> dict[str, Any]:
        """Return what is sent as JSON: absent values leave no key."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def to_json(self) -> str:
        """Return the text that is sent: absent values leave no key."""
        return self.model_dump_json(by_alias=True, exclude_none=True)
