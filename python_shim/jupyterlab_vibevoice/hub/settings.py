"""What an administrator may choose: `c.VibeVoiceHub.idle_minutes = 10`, or `configure(c, idle_minutes=10)`."""

from __future__ import annotations

import json

from traitlets import Bool, Float, Int, List, Unicode
from traitlets.config import Configurable

from ..routes import slug_for


class VibeVoiceHub(Configurable):
    """Instances of VibeVoice in a hub."""

    command = List(
        Unicode(),
        default_value=["jupyter-vibevoice-instance"],
        help="The words that start an instance where the Spawner runs it; the package must be installed there.",
    ).tag(config=True)
    script = Unicode(
        "",
        help="Path of the one-click script where the Spawner runs it; empty: the first found, else the built-in one.",
    ).tag(config=True)
    idle_minutes = Float(30.0, help="Minutes without use before an instance ends its engine and frees the GPU.").tag(
        config=True
    )
    cull_minutes = Float(
        0.0,
        help="Minutes without use before an instance is stopped altogether; 0: never. Needs jupyterhub-idle-culler.",
    ).tag(config=True)
    activity_seconds = Float(300.0, help="Seconds between telling the hub that an instance is used.").tag(config=True)
    start_timeout = Int(1800, help="Seconds that a Spawner may wait for a machine or a GPU.").tag(config=True)
    library_gigabytes = Float(5.0, help="Size of a user's recordings before the oldest go.").tag(config=True)
    sharing = Bool(False, help="Whether users may share their instance with others, by the hub's own shares.").tag(
        config=True
    )
    alias = Bool(True, help="Whether /vibevoice/<name>/ leads to a user's instance, where the proxy is Traefik.").tag(
        config=True
    )

    def instance_words(self, user_name: str) -> str:
        """The options of a user's instance, as the instance reads them from its environment."""
        words = ["--slug", slug_for(user_name), "--idle-minutes", f"{self.idle_minutes:g}"]
        words += [
            "--activity-seconds",
            f"{self.activity_seconds:g}",
            "--library-gigabytes",
            f"{self.library_gigabytes:g}",
        ]
        if self.script:
            words += ["--script", self.script]
        return json.dumps(words)
