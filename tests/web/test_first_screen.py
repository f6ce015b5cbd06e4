"""The first screen says what the plan says."""

import pytest


@pytest.mark.django_db
def test_the_sentence_of_the_published_plan_stands_on_the_first_screen(sign_in):
    page = sign_in("").get("/")
    assert page.status_code == 200
    assert "6 dự án được bố trí vốn" in page.content.decode()
