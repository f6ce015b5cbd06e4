"""The filters of a list: what of them was understood."""

from __future__ import annotations

from django import forms


class ListFilter(forms.Form):
    """Filters in the address of a list; what cannot be understood is left out and narrows nothing."""

    def said(self) -> dict[str, str]:
        """The parts that were understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
