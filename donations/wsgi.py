"""For a production server: `gunicorn donations.wsgi:app`. The environment is read once, at the start."""

import os

import config
from donations import opening
from donations.wiring import create_app

app = create_app(config.read(os.environ, opening.utc_now().date()))
