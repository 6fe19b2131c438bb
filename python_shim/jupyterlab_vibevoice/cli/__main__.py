"""`python -m jupyterlab_vibevoice.cli`: the same as `jupyter vibevoice`."""

import sys

from . import main

sys.exit(main())
