"""Both languages side by side where the words stand: ``say("Vốn", "Capital")`` (docs/decisions)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override


def language() -> str:
    """The reader's language, ``vi`` or ``en``."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


class LanguageMiddleware:
    """Vietnamese first: English only for who asked for it by the switch, whatever the browser prefers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = "en" if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == "en" else "vi"
        request.LANGUAGE_CODE = chosen
        with override(chosen):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", chosen)
        return answer


def say(vi: str, en: str, **gaps: object) -> str:
    """The sentence in the reader's language with its gaps filled."""
    chosen = en if language() == "en" else vi
    return chosen.format(**gaps) if gaps else chosen
