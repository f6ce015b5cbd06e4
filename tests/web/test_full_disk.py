"""What says that the disk is full, wherever in a request it is met; the disk that is really full is in tests/flows."""

from __future__ import annotations

import errno

import pytest
from django.db import OperationalError

from quyhoach_web.views import refusals
from quyhoach_web.views.full_disk import is_full


def caused(error: Exception, by: Exception) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(("error", "full"), [
    (OperationalError("database or disk is full"), True),
    (OperationalError('could not extend file "base/5/1": No space left on device'), True),
    (OSError(errno.ENOSPC, "No space left on device"), True), (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
    (caused(RuntimeError("x"), OSError(errno.ENOSPC, "No space left on device")), True),
    (OperationalError("database is locked"), False), (OperationalError("disk I/O error"), False), (OSError(errno.EIO, "I/O"), False),
    (ValueError("disk is full"), False), (None, False)])
def test_only_want_of_room_is_a_full_disk(error, full):
    assert is_full(error) is full


def test_it_is_a_page_in_both_languages(rf):
    try:
        raise OperationalError("database or disk is full")
    except OperationalError:
        page = refusals.fault(rf.get("/"))
    assert page.status_code == 507
    assert "Ổ đĩa của máy chủ đã đầy; chưa lưu gì." in page.content.decode()
    assert "disk is full; nothing was saved." in page.content.decode()
