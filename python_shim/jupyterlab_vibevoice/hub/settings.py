"""What an administrator may choose: `c.VibeVoiceHub.idle_minutes = 10`, or `configure(c, idle_minutes=10)`."""

from __future__ import annotations

from traitlets import Bool, Dict, Enum, Float, Int, List, Unicode
from traitlets.config import Configurable


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
    user_options = Dict(
        key_trait=Unicode(),
        help="Options that the Spawner gets with every start, as from its options form; a user's own win over them.",
    ).tag(config=True)
    profiles = Dict(
        key_trait=Unicode(),
        value_trait=Dict(key_trait=Unicode()),
        help="What users may ask for by name, each with the options that the Spawner gets for it; empty: the name goes "
        "to the Spawner as its option `profile`, by which KubeSpawner chooses from its profile_list.",
    ).tag(config=True)
    users_choose = List(
        Enum(["profile", "engine_start", "idle_minutes", "library_gigabytes", "script"]),
        default_value=["profile", "engine_start", "idle_minutes", "library_gigabytes"],
        help="What users choose for their own instance; of numbers they get at most the administrator's.",
    ).tag(config=True)
