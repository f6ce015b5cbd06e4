"""Words and numbers in templates: ``{% say "Vốn" "Capital" %}``, ``{{ amount|money }}``, ``{{ when|day }}``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from quyhoach.money import format_number
from quyhoach_web.language import language, say

register = template.Library()
_MISSING = "–"


@register.simple_tag(name="say")
def say_tag(vi: str, en: str, **gaps: object) -> SafeString:
    """Both languages where the words stand; gaps are escaped and numbers grouped."""
    filled = {name: conditional_escape(number(value) if isinstance(value, int | Decimal) else value) for name, value in gaps.items()}
    return mark_safe(say(vi, en, **filled))  # the sentence is ours, the gaps are escaped


@register.filter
def money(value: object) -> str:
    """Whole money units: 1.234.567; a dash when missing, never zero."""
    return number(value)


@register.filter
def number(value: object) -> str:
    """1.234.567,8 in the reader's marks; a dash when missing."""
    if value is None or value == "" or isinstance(value, bool):
        return _MISSING
    if isinstance(value, float):
        value = Decimal(str(round(value, 4))).normalize()
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return format_number(value, language()) if isinstance(value, int | Decimal) else str(value)


@register.filter
def share(value: object) -> str:
    """0–1 as a percentage with at most one decimal."""
    if value is None or value == "":
        return _MISSING
    return f"{number(Decimal(str(round(float(str(value)) * 100, 1))).normalize() + 0)} %"


@register.filter
def day(value: object) -> str:
    """dd/mm/yyyy; a moment also says its hour; ISO text is understood."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%H:%M %d/%m/%Y")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else _MISSING


@register.filter
def item(mapping: dict[object, object], key: object) -> object:
    """``mapping[key]``, None when absent."""
    return mapping.get(key) if mapping else None


@register.filter
def spoken(thing: object, prefix: str = "") -> object:
    """What a thing is called in the reader's language: its ``vi`` or ``en``, or ``about_vi`` with ``prefix`` "about_"."""
    return getattr(thing, f"{prefix}{language()}")
