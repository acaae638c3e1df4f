"""`python -m composite_index` is the command `composite-index`."""

import sys

from composite_index.cli import main

sys.exit(main())
