"""Route, and its renderings; the embedded Traefik."""
