"""libespeak-ng by ctypes: text in, samples and the places of words out. One at a time in a process."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_END_PAUSE = 0x1000
_CHARACTERS = 1
_RATE, _PITCH = 1, 3
_WORD, _CLAUSE_END = 1, 5


class EspeakMissing(Exception):
    """There is no usable libespeak-ng here; the message says what to do."""


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Mark:
    """A word begins (`is_word`), or a clause ends: place in the text in code points, place in the audio in samples."""

    position: int
    sample: int
    is_word: bool


def _candidates() -> list[tuple[str, str | None]]:
    """Libraries to try, each with its data folder (None: the library's own)."""
    found: list[tuple[str, str | None]] = []
    try:
        import espeakng_loader
    except ImportError:
        pass
    else:
        found.append((espeakng_loader.get_library_path(), espeakng_loader.get_data_path()))
    names = ["libespeak-ng.1.dylib", "/opt/homebrew/lib/libespeak-ng.dylib", "/usr/local/lib/libespeak-ng.dylib"]
    return found + [(name, None) for name in (names if sys.platform == "darwin" else ["libespeak-ng.so.1"])]


class Espeak:
    """The loaded library; `rate` is its samples a second, `version` its version."""

    def __init__(self, library: ctypes.CDLL, rate: int) -> None:
        self._library = library
        self.rate = rate
        library.espeak_Info.restype = ctypes.c_char_p
        said = library.espeak_Info(None).decode("utf-8", "replace")
        number = re.search(r"\d+(?:\.\d+)+", said)
        self.version = number.group() if number else said
        self._setting: tuple[str, int, int] | None = None
        library.espeak_Synth.argtypes = (
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int),
            *(ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
        )
        self._sink: Callable[[bytes, list[Mark]], None] | None = None
        self._failure: BaseException | None = None
        # The library keeps the pointer: the reference must live as long.
        self._callback = _Callback(self._receive)
        library.espeak_SetSynthCallback(self._callback)

    @classmethod
    def load(cls) -> Espeak:
        """Loads the packaged library, else the system's. Raises EspeakMissing."""
        for path, data in _candidates():
            try:
                library = ctypes.CDLL(path)
            except OSError:
                continue
            rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode() if data else None, _DONT_EXIT)
            if rate > 0:
                return cls(library, rate)
        raise EspeakMissing(
            "The draft engine has no espeak-ng here. Install it with your system's package manager "
            "(Debian and Ubuntu: apt install libespeak-ng1, macOS: brew install espeak-ng)."
        )

    def speak(self, text: str, *, voice: str, rate: int, pitch: int, sink: Callable[[bytes, list[Mark]], None]) -> None:
        """Speaks a text; `sink` gets s16 samples as they are made, and stops the work by raising.

        Raises ValueError when the library does not know the voice or refuses the text.
        """
        if self._setting != (voice, rate, pitch):
            self._setting = None
            codes = [
                self._library.espeak_SetVoiceByName(voice.encode()),
                self._library.espeak_SetParameter(_RATE, rate, 0),
                self._library.espeak_SetParameter(_PITCH, pitch, 0),
            ]
            if any(codes):
                raise ValueError(f"espeak-ng does not know the voice {voice}")
            self._setting = (voice, rate, pitch)
        data = text.replace("\0", " ").encode("utf-8", "replace") + b"\0"
        self._sink, self._failure = sink, None
        code = self._library.espeak_Synth(data, len(data), 0, _CHARACTERS, 0, _UTF8 | _END_PAUSE, None, None)
        failure, self._sink, self._failure = self._failure, None, None
        if failure is not None:
            raise failure
        if code:
            raise ValueError("espeak-ng refused the text")

    def _receive(self, wave: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        if self._sink is None or self._failure is not None:
            return 1
        marks = []
        index = 0
        while kind := events[index].type:
            if kind in (_WORD, _CLAUSE_END):
                event = events[index]
                marks.append(Mark(max(event.text_position - 1, 0), event.sample, kind == _WORD))
            index += 1
        try:
            self._sink(ctypes.string_at(wave, count * 2) if wave and count > 0 else b"", marks)
        except BaseException as error:  # noqa: BLE001 - it must not unwind through C; speak raises it again
            self._failure = error
            return 1
        return 0
