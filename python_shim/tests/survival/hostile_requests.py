"""Requests that nobody honest sends, as bytes for a socket: more than three hundred, each with a name."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

_JSON_PATHS = (
    ("POST", "api/jobs"),
    ("POST", "api/dialogues/parse"),
    ("POST", "v1/audio/speech"),
    ("PATCH", "api/jobs/{job}"),
    ("POST", "api/jobs/{job}/turns/u0/takes"),
    ("PUT", "api/jobs/{job}/turns/u0/take"),
)
_DIALOGUE = '{"dialogue": {"version": 1, "cast": {"A": null}, "chapters": [], "turns": [%s]}}'
_DEEP = 100_000
_JSON_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half an object": b'{"script": "A: hel',
    "two values": b'{"script": "A: a"} {"script": "A: b"}',
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "only null values": b'{"script": null, "dialogue": null}',
    "NaN": b'{"script": "A: a", "seed": NaN}',
    "Infinity": b'{"script": "A: a", "guidance": Infinity}',
    "a number beyond floats": b'{"script": "A: a", "guidance": 1e999}',
    "an integer beyond floats": b'{"script": "A: a", "seed": 1' + b"0" * 400 + b"}",
    "an integer of 5000 digits": b'{"script": "A: a", "seed": ' + b"9" * 5000 + b"}",
    "a negative seed": b'{"script": "A: a", "seed": -1}',
    "a lone surrogate": b'{"script": "A: \\ud800", "title": "\\udfff"}',
    "a lone surrogate as key": b'{"script": "A: a", "cast": {"\\ud800": "x"}, "\\udc00": 1}',
    "NUL in every text": b'{"script": "A: a\\u0000b", "title": "\\u0000", "ref": "\\u0000"}',
    "raw control characters": b'{"script": "A: \x01\x02\x1b"}',
    "bytes that are no UTF-8": b'{"script": "A: \xff\xfe\xc3\x28"}',
    "UTF-16 with its mark": '{"script": "A: a"}'.encode("utf-16"),
    "UTF-32": '{"script": "A: a"}'.encode("utf-32-le"),
    "a byte order mark": b'\xef\xbb\xbf{"script": "A: a"}',
    "lists within lists": b"[" * _DEEP + b"]" * _DEEP,
    "objects within objects": b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
    "depth inside a field": b'{"dialogue": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a key of a megabyte": b'{"' + b"k" * 1_000_000 + b'": 1}',
    "the same key a thousand times": b"{" + b", ".join([b'"script": "A: a"'] * 1000) + b"}",
    "one turn of a million signs": json.dumps({"script": "A: " + "字" * 300_000}, ensure_ascii=False).encode(),
    "combining signs without end": json.dumps({"script": "A: e" + "\u0301" * 50_000}).encode(),
    "right-to-left overrides": json.dumps({"script": "A: \u202e\u2066abc\u2069" * 100, "title": "\u202egpj"}).encode(),
    "prototype names": b'{"__proto__": {"script": "A: a"}, "constructor": 1, "__class__": "x"}',
    "an id that is a path": (_DIALOGUE % '{"id": "../../etc/passwd", "speaker": "A", "text": "a"}').encode(),
    "the same id twice": (_DIALOGUE % ", ".join(['{"id": "u", "speaker": "A", "text": "a"}'] * 2)).encode(),
    "a pause before all time": (
        _DIALOGUE % '{"id": "u", "speaker": "A", "text": "a", "pauses": [{"at": -1, "seconds": -5}]}'
    ).encode(),
    "a pause of a million years": (
        _DIALOGUE % '{"id": "u", "speaker": "A", "text": "a", "pauses": [{"at": 0, "seconds": 3e13}]}'
    ).encode(),
    "a cast of five thousand": json.dumps({"script": "A: a", "cast": {f"S{n}": "v" for n in range(5000)}}).encode(),
    "markup": b'{"script": "A: <script>alert(1)</script>{{7*7}}${7*7}`id`$(id)", "title": "<img src=x onerror=1>"}',
    "a title of header lines": b'{"title": "a\\r\\nSet-Cookie: x=1\\r\\n\\r\\n", "script": "A: a"}',
}
_TARGETS = (
    *("..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/etc/passwd", "../../etc/passwd", "..%5c..%5cetc", "%2e%2e%2f", ".%2e/"),
    *("api/jobs/..%2f..%2flibrary.sqlite", "api/jobs/%2e%2e%2f%2e%2e", "api/jobs/%00", "api/jobs/a%00b"),
    *("api/%0d%0aX:1",),
    *("ui/..%2f..%2fcore.py", "ui/%2e%2e/core.py", "ui/../core.py", "ui//etc/passwd", "ui/%c0%ae%c0%ae/core.py"),
    *("api/voices/..%2f..%2f..%2fetc%2fpasswd/preview", "api/voices/%2e%2e/preview", "api/voices/%ff/preview"),
    *("api/voices/%00/preview", "api/voices/%ed%a0%80", "api/voices/" + "a" * 700, "api/voices/.%2f.%2fx/preview"),
    *("api/jobs/{job}/takes/..%2f..%2fx.wav", "api/jobs/{job}/takes/%2e%2e.flac", "api/jobs/{job}/takes/t%00.wav"),
    *("api/jobs/{job}/revisions/999999999/segments/0.wav", "api/jobs/{job}/revisions/0/segments/0.flac"),
    *("api/jobs/{job}/revisions/1/segments/999999999.wav", "api/jobs/{job}/revisions/-1/segments/-1.wav"),
    *("api/jobs/{job}/revisions/1e3/segments/0x0.wav", "api/jobs/{job}/revisions/१/segments/१.wav"),
    *("api/jobs/{job}/audio.exe", "api/jobs/{job}/audio.wav%00.mp3", "api/jobs/{job}/audio.WAV", "api/jobs/{job}/"),
    *("api//status", "api/status/", "api/status;x=1", "API/STATUS", "api/status%20", "api/status#x", "%61pi/status"),
    *("session", "session?ticket=", "session?ticket=%00", "session?ticket=a&ticket=b", "session?ticket=%ff"),
    *("api/jobs?limit=0", "api/jobs?limit=-1", "api/jobs?limit=1e9", "api/jobs?limit=%00"),
    *("api/jobs?limit=" + "9" * 6000,),
    *("api/jobs?limit=1&limit=2", "api/jobs?limit=٣", "api/jobs?before=../..", "api/jobs?before=%ff"),
    *("api/jobs?limit=%ff",),
    *("api/jobs?before=" + "9" * 40, "api/jobs?before=-5", "api/jobs?ref=%00", "api/jobs?ref=%ff%fe"),
    *("api/jobs?ref=%27%20OR%201=1--",),
    *("api/log?tail=-1", "api/log?tail=99999999999999999999", "api/log?tail=abc", "api/log?tail=", "api/log?tail=%ff"),
    *("api/jobs/{job}/peaks.json?per_second=0", "api/jobs/{job}/peaks.json?per_second=1e9", "?" + "a=1&" * 5000),
    *("api/jobs/{job}/peaks.json?per_second=%C2%B2", "api/status?" + "%41" * 5000, "api/jobs/" + "a" * 5000),
    *("a/" * 3000,),
)
_METHODS = ("HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO", "get", "PURGE", "PRI", "DELETE", "A" * 300)
_METHOD_PATHS = ("api/status", "api/jobs", "api/jobs/{job}/audio.wav", "nowhere")
_RANGES = (
    *("bytes=0-0", "bytes=-1", "bytes=-0", "bytes=999999999999-", "bytes=5-1", "bytes=0-" + "9" * 5000),
    *("bytes=" + "9" * 5000 + "-",),
    *("bytes=-" + "9" * 5000, "bytes=0-1,2-3", "bytes=" + "0-0," * 2000 + "0-0", "bytes=-", "bytes=a-b", "items=0-1"),
    *("bytes=²-",),
    *("bytes= 0 - 1", "bytes=0-1;x", "bytes", "", "bytes=0x1-0x2", "bytes=-1-2"),
)
_EVENT_IDS = ("-1", "abc", "9" * 15, "9" * 400, "1e3", "", "²", "0x1", "1,2", "\x80")
_KEYS = ("", " ", "a" * 201, "a" * 8000, "../../x", "\xff\xfe", "a;b", "é")
_HEADERS = (
    *("Host: evil.example", "Host: a b", "Host: [::1", "Host: " + "h" * 5000, "X-Forwarded-Host: evil.example"),
    *("X-Forwarded-Prefix: //evil.example", "X-Forwarded-Prefix: /a\\b", "X-Forwarded-Prefix: /../.."),
    *("X-Forwarded-Proto: javascript",),
    *("Cookie: vibevoice-ann=x", "Cookie: " + "a=b; " * 3000, "Cookie: vibevoice-ann=\xff", 'Cookie: a="unclosed'),
    *("Cookie: =;=;=",),
    *("Accept: " + "*/*," * 5000, "Accept-Encoding: gzip;q=nan", "Content-Encoding: gzip"),
    *("Transfer-Encoding: identity",),
    *("Expect: 100-continue", "Expect: 200-ok", "Upgrade: websocket", "Upgrade: h2c"),
    *("Connection: upgrade, keep-alive, authorization",),
    *("If-None-Match: " + '"a",' * 3000, "If-Range: x", "X-Long: " + "x" * 60_000, "X-Long: " + "x" * 200_000),
    *("X-Nul: a\x00b",),
    *("X Space: 1", "X-Fold: a\r\n b", ": nothing", "NoColon", "X-Cr: a\rb", "X-Latin: \xe9\xff", "Origin: null"),
    *("Origin: http://[", "Origin: \xff"),
    *("Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: ", "Forwarded: for=evil;host=evil", "Content-Length: 0"),
    *("Trailer: X", "TE: trailers"),
)
_WRONG_TYPES = (
    *("text/plain", "application/x-www-form-urlencoded", "application/xml", "", "\xff"),
    "application/json; charset=utf-7",
)


@dataclass(frozen=True)
class Door:
    """One way to the instance: path before its own paths, header line that opens it, and a job that is there.

    `inside` opens the instance itself: what is smuggled past a door would carry it.
    """

    name: str
    port: int
    prefix: str
    login: str
    inside: str
    job_id: str

    def head(self, method: str, target: str, *lines: str) -> bytes:
        """The head of a request, with `Connection: close` where no line says otherwise."""
        path = self.prefix + target.replace("{job}", self.job_id)
        given = [line for line in (self.login, *lines) if line]
        names = {line.partition(":")[0].lower() for line in given}
        given += [] if "host" in names else [f"Host: 127.0.0.1:{self.port}"]
        given += [] if "connection" in names else ["Connection: close"]
        start = f"{method} {path} HTTP/1.1".encode()
        return b"\r\n".join([start, *(line.encode("latin-1", "replace") for line in given)]) + b"\r\n\r\n"

    def request(self, method: str, target: str, *lines: str, body: bytes = b"") -> bytes:
        """A whole request whose length is right."""
        return self.head(method, target, *lines, f"Content-Length: {len(body)}") + body


@dataclass(frozen=True)
class Hostile:
    """A request; one that `is_unfinished` may wait for what never comes."""

    name: str
    data: bytes
    is_unfinished: bool = False


def hostile_requests(door: Door) -> list[Hostile]:
    """All of them, for one door."""
    return [*_bodies(door), *_lines(door), *_broken(door), *_unfinished(door), *_uploads(door)]


def _bodies(door: Door) -> Iterator[Hostile]:
    for method, path in _JSON_PATHS:
        for name, body in _JSON_BODIES.items():
            data = door.request(method, path, "Content-Type: application/json", body=body)
            yield Hostile(f"{method} {path} with {name}", data)
    for kind in _WRONG_TYPES:
        lines = (f"Content-Type: {kind}",)
        yield Hostile(f"a script as {kind!r}", door.request("POST", "api/dialogues/parse", *lines, body=b"script=A: a"))
        yield Hostile(f"a voice as {kind!r}", door.request("POST", "api/voices", *lines, body=b"RIFF"))


def _lines(door: Door) -> Iterator[Hostile]:
    for target in _TARGETS:
        yield Hostile(f"GET {target[:80]}", door.head("GET", target))
    for method in _METHODS:
        for path in _METHOD_PATHS:
            yield Hostile(f"{method[:20]} {path}", door.request(method, path))
    for value in _RANGES:
        yield Hostile(f"Range {value[:40]}", door.head("GET", "api/jobs/{job}/audio.wav", f"Range: {value}"))
    for value in _EVENT_IDS:
        data = door.head("GET", "api/jobs/{job}/events", f"Last-Event-ID: {value}")
        yield Hostile(f"Last-Event-ID {value[:40]!r}", data)
    for value in _KEYS:
        body = b'{"script": "A: a", "engine": "draft"}'
        data = door.request("POST", "api/jobs", f"Idempotency-Key: {value}", body=body)
        yield Hostile(f"Idempotency-Key {value[:40]!r}", data)
    for line in _HEADERS:
        yield Hostile(f"header {line[:60]!r}", door.head("GET", "api/status", line))
    yield Hostile("a thousand headers", door.head("GET", "api/status", *(f"X-{n}: {n}" for n in range(1000))))


def _broken(door: Door) -> Iterator[Hostile]:
    """Framing that two readers may understand differently, with a second request hidden in it, and what is no HTTP."""
    # In the instance's own words: a door that sees it leads it elsewhere, only a smuggled one deletes the job.
    hidden = f"DELETE /api/jobs/{door.job_id} HTTP/1.1\r\nHost: x\r\n{door.inside}\r\n\r\n".encode()
    post = ("POST", "api/dialogues/parse")
    chunked = b"0\r\n\r\n" + hidden
    both = {
        "length and chunks": ("Content-Length: 4", "Transfer-Encoding: chunked"),
        "chunks and length": ("Transfer-Encoding: chunked", "Content-Length: 4"),
        "chunks twice": ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        "chunks, then nothing known": ("Transfer-Encoding: chunked, xyz",),
        "chunks behind identity": ("Transfer-Encoding: identity, chunked",),
        "chunks in odd letters": ("Transfer-Encoding: ChUnKeD", "Content-Length: 3"),
        "chunks behind a tab": ("Transfer-Encoding:\tchunked", "Content-Length: 3"),
        "chunks with a vertical tab": ("Transfer-Encoding: \x0bchunked",),
        "chunks on a folded line": ("Transfer-Encoding:\r\n chunked", "Content-Length: 3"),
        "a space before the colon": ("Transfer-Encoding : chunked", "Content-Length: 3"),
        "two lengths": ("Content-Length: 5", f"Content-Length: {5 + len(hidden)}"),
        "a list of lengths": (f"Content-Length: 5, {5 + len(hidden)}",),
        "a length with a plus": ("Content-Length: +5",),
        "a length with an underscore": ("Content-Length: 0_5",),
        "a length of other digits": ("Content-Length: \xb2",),
        "a hexadecimal length": ("Content-Length: 0x5",),
        "an empty length": ("Content-Length: ",),
        "a negative length": ("Content-Length: -1",),
    }
    for name, lines in both.items():
        yield Hostile(name, door.head(*post, "Connection: keep-alive", *lines) + chunked)
    yield Hostile("the same length twice", door.head(*post, "Content-Length: 5, 5") + b"0\r\n\r\n")
    whole = door.head(*post, "Transfer-Encoding: chunked")
    for name, rest in {
        "a chunk of negative size": b"-1\r\n\r\n",
        "a chunk of more than all": b"ffffffffffffffffff\r\nx",
        "a chunk with a plus": b"+1\r\nx\r\n0\r\n\r\n",
        "a chunk without its end": b"1\r\nxx0\r\n\r\n",
        "a chunk size of a megabyte": b"0" * 1_000_000 + b"1\r\nx\r\n0\r\n\r\n",
        "a chunk with extensions": b"2;" + b"a=b;" * 5000 + b"\r\n{}\r\n0\r\n\r\n",
        "trailers": b"2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\nContent-Length: 7\r\n\r\n",
        "chunks of one byte": b"".join(b"1\r\n%c\r\n" % sign for sign in b'{"script": "A: a"}') + b"0\r\n\r\n",
    }.items():
        yield Hostile(name, whole + rest)
    status = door.prefix + "api/status"
    away = f"http://evil.example{status}"
    for name, data in {
        "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(60),
        "HTTP/0.9": f"GET {status}\r\n\r\n".encode(),
        "HTTP/1.0 without a host": f"GET {status} HTTP/1.0\r\n\r\n".encode(),
        "HTTP/9.9": f"GET {status} HTTP/9.9\r\nHost: x\r\n\r\n".encode(),
        "no host": f"GET {status} HTTP/1.1\r\nConnection: close\r\n\r\n".encode(),
        "two hosts": f"GET {status} HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n".encode(),
        "bare line feeds": f"GET {status} HTTP/1.1\nHost: x\nConnection: close\n\n".encode(),
        "an absolute target": f"GET {away} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
        "a target without a slash": b"GET api/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "a name to connect to": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        "a target with spaces": f"GET {status} x y HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        "a target with NUL": f"GET {status}\0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
        "a target of raw bytes": b"GET /\xff\xfe\x80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "a start line of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        "twenty requests at once": door.head("GET", "api/status", "Connection: keep-alive") * 20,
        "a body nobody asked for": door.request("GET", "api/status", body=b"x" * 100_000),
        "a body on HEAD": door.request("HEAD", "api/status", body=b"{}"),
        "a length of twenty digits": door.head(*post, "Content-Length: " + "9" * 20),
        "a length of five thousand digits": door.head(*post, "Content-Length: " + "9" * 5000),
    }.items():
        yield Hostile(name, data)


def _unfinished(door: Door) -> Iterator[Hostile]:
    """What waits for more: it may be closed at any time, and must harm nobody meanwhile."""
    for name, data in {
        "a TLS greeting": bytes.fromhex("16030100a5010000a10303") + bytes(160),
        "nothing but line ends": b"\r\n\r\n\r\n\r\n",
        "half a head": door.head("GET", "api/status")[:-6],
        "a length that never comes": door.head("POST", "api/jobs", "Content-Length: 99999999999999"),
        "a chunk that never comes": door.head("POST", "api/jobs", "Transfer-Encoding: chunked") + b"ff\r\nabc",
        "a voice that never comes": door.head("POST", "api/voices", "Content-Length: 5000000") + b"--b",
    }.items():
        yield Hostile(name, data, is_unfinished=True)


def form_body(*parts: tuple[str, bytes], boundary: str = "b") -> bytes:
    """A form whose parts are given as (head, body)."""
    pieces = [f"--{boundary}\r\n{head}\r\n\r\n".encode("latin-1") + body + b"\r\n" for head, body in parts]
    return b"".join(pieces) + f"--{boundary}--\r\n".encode()


def _uploads(door: Door) -> Iterator[Hostile]:
    """Voices that are none, and forms that are none."""
    field = 'Content-Disposition: form-data; name="%s"'
    file = 'Content-Disposition: form-data; name="file"; filename="%s"'
    others = ((field % "name", b"Evil"), (field % "consent", b"true"))
    form = "Content-Type: multipart/form-data; boundary=b"
    for name, sound in _sounds().items():
        body = form_body(*others, (file % "a.wav", sound))
        yield Hostile(f"a voice: {name}", door.request("POST", "api/voices", form, body=body))
    wav = wav_file(b"\0" * 48_000)
    names = {"a path": "../../../../etc/cron.d/x", "NUL": "a\0.wav", "quotes": 'a\\".wav', "nothing": ""}
    for title, filename in names.items():
        body = form_body(*others, (file % filename, wav[:44]))
        yield Hostile(f"a voice whose file is named by {title}", door.request("POST", "api/voices", form, body=body))
    good = form_body(*others, (file % "a.wav", b"x"))
    for title, body in {
        "without an end": good[:-6],
        "of nothing": b"",
        "of one delimiter": b"--b--\r\n",
        "with a head of a megabyte": b"--b\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
        "with a part that has no name": b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        "with a field of a megabyte": form_body((field % "name", b"n" * 1_000_000)),
        "with ten thousand fields": form_body(*[(field % f"f{n}", b"") for n in range(10_000)]),
        "with two files": form_body(*others, (file % "a", b"x"), (file % "b", b"y")),
        "with a name of NUL": form_body((field % "name", b"\0"), (field % "consent", b"true"), (file % "a", wav)),
        "with a name that is no UTF-8": form_body((field % "name", b"\xff\xfe"), others[1], (file % "a", b"x")),
        "without consent": form_body((field % "name", b"x"), (field % "consent", b"false"), (file % "a", wav)),
        "that is a file in a file": form_body(*others, (file % "a", good)),
        "in bare line feeds": good.replace(b"\r\n", b"\n"),
    }.items():
        yield Hostile(f"a form {title}", door.request("POST", "api/voices", form, body=body))
    for kind in (
        *("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 300),
        *("multipart/mixed; boundary=b", 'multipart/form-data; boundary="b', "multipart/form-data; boundary=\xff"),
    ):
        yield Hostile(f"a form as {kind[:60]}", door.request("POST", "api/voices", f"Content-Type: {kind}", body=good))


def wav_file(
    data: bytes, *, rate: int = 24_000, channels: int = 1, bits: int = 16, claimed: int | None = None
) -> bytes:
    """A WAV file; `claimed` is the length that it says it has."""
    size = len(data) if claimed is None else claimed
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", 1, channels, rate, (rate * block) & 0xFFFFFFFF, block & 0xFFFF, bits)
    riff = struct.pack("<I", (36 + size) & 0xFFFFFFFF)
    return b"RIFF" + riff + b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", size) + data


def _sounds() -> dict[str, bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a.wav", b"\0" * 20_000_000)
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    return {
        "empty": b"",
        "a zip bomb": packed.getvalue(),
        "a zip bomb behind a WAV head": wav_file(b"\0" * 100) + packed.getvalue(),
        "silence that claims four gigabytes": wav_file(b"\0" * 1000, claimed=0xFFFFFFFF),
        "one sample": wav_file(b"\0\0"),
        "no samples": wav_file(b""),
        "a rate of zero": wav_file(b"\0" * 1000, rate=0),
        "a rate of four billion": wav_file(b"\0" * 1000, rate=0xFFFFFFFF),
        "zero channels": wav_file(b"\0" * 1000, channels=0),
        "sixty thousand channels": wav_file(b"\0" * 1000, channels=60_000),
        "a thousand bits": wav_file(b"\0" * 1000, bits=1000),
        "a playlist that leads to files": playlist,
        "a list of files": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "a page that is also sound": b"<html><script>alert(1)</script>" + wav_file(b"\0" * 1000),
        "sound that is also a page": wav_file(b"<html><script>alert(1)</script>" * 100),
        "a program": b"\x7fELF" + b"\0" * 1000,
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "XML that grows": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>' * 100,
        "an ID3 tag without end": b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"\0" * 1000,
        "an MP4 of one endless box": b"\x00\x00\x00\x01ftypisom\xff\xff\xff\xff\xff\xff\xff\xff" + b"\0" * 100,
        "an Ogg page of noise": b"OggS" + bytes(range(256)) * 8,
        "a FLAC of noise": b"fLaC" + bytes(range(256)) * 8,
        "noise": bytes((n * 7919) % 251 for n in range(50_000)),
    }
