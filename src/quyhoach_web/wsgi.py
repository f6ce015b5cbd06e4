"""The door for gunicorn."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quyhoach_web.settings")
application = get_wsgi_application()

from quyhoach_web.services.previews import make_ready  # noqa: E402  # the application must stand first

threading.Thread(target=make_ready, name="make-ready", daemon=True).start()
