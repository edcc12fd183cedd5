"""`python -m donations` is `donations`."""

import sys

from donations.cli import main

sys.exit(main())
