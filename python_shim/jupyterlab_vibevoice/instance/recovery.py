"""What a process that died left behind: jobs under way become `interrupted`, with all their audio."""

from __future__ import annotations

import logging

from .growth import Growth
from .library import Library
from .run import give_up_or_interrupt

logger = logging.getLogger(__name__)


def recover(library: Library) -> None:
    """Interrupts jobs under way, also those that only waited: an engine is woken by people, not by a restart.

    Samples beyond what the library knows of a take were never announced and do not count.
    """
    for row in library.jobs.under_way():
        Growth(library, row["id"]).finish()
        give_up_or_interrupt(library, row["id"], "interrupted")
    known = {row[0] for row in library.database.rows("SELECT id FROM jobs")}
    for folder in library.jobs_folder.iterdir():
        if folder.name not in known:
            # Its job was deleted, but the process ended before its files were.
            library.forget_job(folder.name)
    unheard = library.database.rows(
        "SELECT job_id, id FROM takes WHERE is_whole = 0"
        " AND (samples = 0 OR NOT EXISTS (SELECT 1 FROM choices WHERE take_id = takes.id))"
    )
    for job_id, take_id in unheard:
        library.takes.drop(job_id, take_id)
