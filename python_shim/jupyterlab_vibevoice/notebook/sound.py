"""Sound as files and as numbers."""

from __future__ import annotations

import io
import os
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal, get_args

from .errors import ConnectionFailedError, OptionsError, ProtocolError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

AudioFormat = Literal["wav", "flac", "mp3", "opus", "m4a"]
FORMATS: Final[tuple[str, ...]] = get_args(AudioFormat)
_RIFF_HEAD = 12


def sample_bytes(sample: str | os.PathLike[str] | bytes) -> bytes:
    """A recording that was given as a file or as its bytes."""
    return sample if isinstance(sample, bytes) else Path(sample).read_bytes()


def format_of(path: str | os.PathLike[str]) -> str:
    """The format that a file's name ends in; OptionsError for one that is not made."""
    found = Path(path).suffix.lower().removeprefix(".")
    if found not in FORMATS:
        raise OptionsError("The format of the file is not known.", hint=f"One of {', '.join(FORMATS)}.")
    return found


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file that appears under its name when it is whole; what broke off leaves nothing behind."""
    target = Path(path)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            yield file
        except BaseException:
            os.unlink(file.name)
            raise
    os.chmod(file.name, 0o666 & ~_umask())
    os.replace(file.name, target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def samples_of(wav: bytes) -> bytes:
    """The samples of a WAV file as stored (s16le). ConnectionFailedError for one that is shorter than it says."""
    at = _RIFF_HEAD
    while at + 8 <= len(wav):
        length = int.from_bytes(wav[at + 4 : at + 8], "little")
        if wav[at : at + 4] == b"data":
            if at + 8 + length > len(wav):
                raise ConnectionFailedError("A file ends before its end.")
            return wav[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    raise ProtocolError("A segment is no WAV file.")


def to_array(wav: bytes) -> NDArray[numpy.float32]:
    """The samples of a mono 16-bit WAV file, -1 to 1."""
    import numpy

    with wave.open(io.BytesIO(wav)) as file:
        frames = file.readframes(file.getnframes())
    return numpy.frombuffer(frames, dtype="<i2").astype(numpy.float32) / numpy.float32(32768)
