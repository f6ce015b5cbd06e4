"""Forms of accounts: who, which roles, where; signing in; an own password."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator

from quyhoach.tables.folding import fold
from quyhoach_web.language import say
from quyhoach_web.models import Account, Role
from quyhoach_web.queries.cooperation import is_seat
from quyhoach_web.queries.people import agency_choices, area_names, role_choices
from quyhoach_web.services.people import Held

NEEDS_SCOPE = frozenset({Role.PROJECT_OWNER, Role.ZONE_BOARD, Role.LAND_FUND, Role.AGENCY, Role.COMMUNE, Role.PARTNER})
"""Roles that change rows only of an agency or area: without one they could change nothing."""


class AccountForm(forms.Form):
    """Name, whether it may sign in, and the version the page was made from."""

    username = forms.CharField(max_length=150, validators=[UnicodeUsernameValidator()])
    display_name = forms.CharField(max_length=120)
    is_active = forms.BooleanField(required=False)
    why = forms.CharField(max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "username": say("Tên đăng nhập", "User name"), "display_name": say("Họ tên", "Full name"),
            "is_active": say("Được đăng nhập", "May sign in"), "why": say("Lý do thay đổi (ghi vào nhật ký)", "Reason (kept in the audit)"),
        }
        for name, label in words.items():
            self.fields[name].label = label
        self.fields["username"].help_text = say("Không đổi được về sau, ví dụ nguyen.van.a", "Cannot be changed later, e.g. nguyen.van.a")
        if account is not None:
            del self.fields["username"]

    def clean_username(self) -> str:
        """A name nobody has, whatever its case."""
        name = self.cleaned_data["username"]
        if Account.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(say("Đã có tài khoản tên này.", "An account of this name exists."))
        return name


class HeldForm(forms.Form):
    """One role with its agency and areas; an empty role takes the line out."""

    role = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(required=False)
    areas = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], areas: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = areas
        kept = self.initial.get("agency", "")
        gone = [] if not kept or kept in dict(agencies) else [(kept, kept)]
        self.fields["role"].choices = [("", say("– không có vai trò –", "– no role –")), *role_choices()]
        self.fields["agency"].choices = [("", say("– mọi cơ quan –", "– every agency –")), *agencies, *gone]
        self.fields["role"].label, self.fields["agency"].label = say("Vai trò", "Role"), say("Cơ quan", "Agency")
        self.fields["areas"].label = say("Xã, phường, khu; với đối tác: bên của dự án chung", "Communes, zones; of a partner: its party")

    def clean_areas(self) -> tuple[str, ...]:
        """Codes; a name is understood where it is the only one."""
        parts = [part.strip() for part in re.split(r"[;,\n]", self.cleaned_data["areas"]) if part.strip()]
        return tuple(dict.fromkeys(self._area(part) for part in parts))

    def _area(self, text: str) -> str:
        kept = self.initial.get("areas", "").split("; ")
        named = [code for code, name in self.known.items() if fold(name) == fold(text)]
        if text in self.known or text in kept:
            return text
        if len(named) == 1:
            return named[0]
        near = [f"{self.known[code]} ({code})" for code in named] or get_close_matches(text, [*self.known, *self.known.values()], 3)
        raise forms.ValidationError(say(
            "Không rõ “{text}” là xã, phường hay khu nào. Gần giống: {near}.", "“{text}” is no one commune or zone. Near: {near}.",
            text=text, near=", ".join(near) or "–"))

    def clean(self) -> dict[str, Any]:
        """A role that changes rows must say whose."""
        said = super().clean() or {}
        if said.get("role") in NEEDS_SCOPE and not said.get("agency") and not said.get("areas") and "areas" not in self.errors:
            self.add_error("agency", say(
                "Vai trò này cần một cơ quan hoặc một địa bàn; để trống thì không sửa được dòng nào.",
                "This role needs an agency or an area; without one it can change no row."))
        if said.get("role") == Role.PARTNER and "areas" not in self.errors and not is_seat(said.get("areas", ())):
            self.add_error("areas", say(
                "Tài khoản đối tác ghi đúng một bên phía bạn của một dự án chung, dạng HT01/TK.",
                "A partner's account names exactly one party of the other side of a joint project, as HT01/TK."))
        return said

    def held(self) -> Held | None:
        """What the line says; None for an empty line."""
        said = self.cleaned_data
        return Held(said["role"], said["agency"], said["areas"]) if said.get("role") else None


class HeldLines(forms.BaseFormSet):  # type: ignore[type-arg] # the stubs make it generic, Django does not
    """The lines of one account; the same role for the same agency stands once."""

    def clean(self) -> None:
        """Areas of one role at one agency belong on one line."""
        said = [(h.role, h.agency) for h in self.held()] if not any(self.errors) else []
        if Role.PARTNER in {role for role, _ in said} and len(said) > 1:
            raise forms.ValidationError(say(
                "Tài khoản đối tác không giữ vai trò nào khác.", "A partner's account holds no other role."))
        if len(said) != len(set(said)):
            raise forms.ValidationError(say(
                "Một vai trò ở một cơ quan chỉ ghi một dòng; ghi các xã, khu chung một ô.",
                "A role at an agency stands on one line; write its communes and zones in one field."))

    def held(self) -> list[Held]:
        """Every filled line."""
        return [line for form in self.forms if (line := form.held())]


_Lines = forms.formset_factory(HeldForm, formset=HeldLines, extra=2, max_num=40)


def held_lines(account: Account | None, data: Any = None) -> Any:
    """The lines as the account has them, with room for two more."""
    kept = account.assignments.all() if account else ()
    initial = [{"role": a.role, "agency": a.agency, "areas": "; ".join(a.areas)} for a in kept]
    return _Lines(data, initial=initial, prefix="held", form_kwargs={"agencies": agency_choices(), "areas": area_names()})


class SignInForm(AuthenticationForm):
    """Name and password, in the reader's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label, self.fields["password"].label = say("Tên đăng nhập", "User name"), say("Mật khẩu", "Password")
        wrong = say("Sai tên đăng nhập hoặc mật khẩu. Phân biệt chữ hoa, chữ thường.", "Wrong user name or password. Case matters.")
        self.error_messages = {**self.error_messages, "invalid_login": wrong}


class OwnPasswordForm(PasswordChangeForm):
    """The old password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"old_password": say("Mật khẩu đang dùng", "Present password"), "new_password1": say("Mật khẩu mới", "New password"),
                 "new_password2": say("Mật khẩu mới, lần nữa", "New password again")}
        for name, label in words.items():
            self.fields[name].label = label
        self.fields["new_password1"].help_text = say(
            "Ít nhất 10 ký tự, không chỉ chữ số, không giống tên đăng nhập, không phải mật khẩu hay gặp.",
            "At least 10 characters, not digits alone, unlike the user name, not a common password.")
        self.fields["new_password2"].help_text = ""
