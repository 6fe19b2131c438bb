"""A certificate that is never shown to anybody, so that Traefik does not make one at every change of a route.

Where its default store has none, Traefik generates an RSA key at each reload, also without TLS (`getDefaultCertificate`
in its pkg/tls/tlsmanager.go): a route then takes 60 to 300 ms instead of 15.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from ..processes import Child, OutputRing

_WITHIN_S = 5.0


async def make_unused_certificate(folder: Path, environ: Mapping[str, str]) -> tuple[Path, Path] | None:
    """Certificate and key (0600) in `folder`, made by openssl; None where that is missing: routes are slower then."""
    certificate, key = folder / "unused-certificate.pem", folder / "unused-key.pem"
    for path in (certificate, key):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    argv = ["openssl", "req", "-x509", *curve, "-nodes", "-days", "3650", "-subj", "/CN=unused"]
    argv += ["-keyout", str(key), "-out", str(certificate)]
    with contextlib.suppress(FileNotFoundError, TimeoutError):
        child = await Child.start(argv, env=dict(environ), output=OutputRing())
        try:
            async with asyncio.timeout(_WITHIN_S):
                if await child.wait() == 0:
                    return certificate, key
        finally:
            await child.stop(grace_s=0)
    return None
