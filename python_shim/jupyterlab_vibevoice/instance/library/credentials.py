"""Tokens and cookies of this instance, kept as hashes; single-use tickets, kept in memory."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from typing import Literal

from .database import Database
from .full_disk import is_disk_full

LIFETIME_S = 12 * 3600.0
TICKET_LIFETIME_S = 60.0


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


class CredentialStore:
    """Gives out and checks what opens the instance. The secret of the runtime file opens it too."""

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._secret = _hash(secret)
        self._tickets: dict[bytes, float] = {}
        # What a full disk could not keep: good as long as this process lives.
        self._unkept: dict[tuple[bytes, str], float] = {}

    def issue(self, kind: Literal["token", "cookie"]) -> tuple[str, float]:
        """A new token or cookie and when it expires (seconds since the epoch)."""
        text = secrets.token_urlsafe(32)
        expires_at = time.time() + LIFETIME_S
        try:
            self._keep(text, kind, expires_at)
        except sqlite3.OperationalError as error:
            if not is_disk_full(error):
                raise
            # Whoever wants to make room has to come in first.
            self._unkept[_hash(text), kind] = expires_at
        return text, expires_at

    def _keep(self, text: str, kind: str, expires_at: float) -> None:
        with self._database.transaction():
            # Expired ones are kept for a while, so that their holder learns why they are refused.
            self._database.execute("DELETE FROM credentials WHERE expires_at < ?", [time.time() - LIFETIME_S])
            self._database.execute(
                "INSERT INTO credentials (hash, kind, expires_at) VALUES (?, ?, ?)", [_hash(text), kind, expires_at]
            )

    def check(self, kind: Literal["token", "cookie"], text: str) -> Literal["good", "expired", "unknown"]:
        """Whether a text opens the instance. Hashes are compared, so time tells nothing about the text."""
        hashed = _hash(text)
        if kind == "token" and hmac.compare_digest(hashed, self._secret):
            return "good"
        expires_at = self._database.value(
            "SELECT expires_at FROM credentials WHERE hash = ? AND kind = ?", [hashed, kind]
        )
        expires_at = self._unkept.get((hashed, kind)) if expires_at is None else expires_at
        if expires_at is None:
            return "unknown"
        return "good" if expires_at > time.time() else "expired"

    def issue_ticket(self) -> str:
        """A ticket that opens a session once, within 60 s."""
        now = time.monotonic()
        self._tickets = {hashed: until for hashed, until in self._tickets.items() if until > now}
        ticket = secrets.token_urlsafe(32)
        self._tickets[_hash(ticket)] = now + TICKET_LIFETIME_S
        return ticket

    def redeem_ticket(self, ticket: str) -> bool:
        """Whether a ticket was good; it is not any more."""
        return self._tickets.pop(_hash(ticket), 0.0) > time.monotonic()
