from __future__ import annotations

import time

import pytest

from quyhoach.cli.progress import Progress


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("đọc bảng", "vi") as progress:
        progress("rank 3")
    assert capsys.readouterr() == ("", "")


def test_long_work_says_its_stage_on_stderr_in_the_reader_s_language(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("đọc bảng", "vi") as progress:
        progress("rank 3")
        time.sleep(1.3)
        progress("split")
        progress("split")
        progress("DA07")
    assert capsys.readouterr() == ("", "… bậc ưu tiên 3\n… chia tiền theo nguồn và năm\n… DA07\n")
