"""Words of the other side's page: ``{% both "项目" "Dự án" %}`` in the language its reader chose."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def both(context: Any, zh: str, vi: str, **gaps: object) -> SafeString:
    """Chinese first, Vietnamese when chosen; gaps are escaped."""
    words = zh if context.get("lang") == "zh" else vi
    filled = {name: conditional_escape(value) for name, value in gaps.items()}
    return mark_safe(words.format(**filled) if filled else words)  # the sentence is ours, the gaps are escaped
