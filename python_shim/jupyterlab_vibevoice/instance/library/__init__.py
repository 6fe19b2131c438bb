"""The library: what an instance accepted and made. SQLite and audio files in one folder; the truth of the instance."""

from .database import Database, LibraryInUseError, LibraryVersionError
from .library import Library

__all__ = ["Database", "Library", "LibraryInUseError", "LibraryVersionError"]
