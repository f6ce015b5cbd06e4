"""The first screen says what the plan says."""

import re

import pytest


@pytest.mark.django_db
def test_the_sentence_of_the_published_plan_stands_on_the_first_screen(sign_in):
    page = sign_in("").get("/")
    assert page.status_code == 200
    said = re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL).group(1)).replace("\xa0", " ")
    assert said.strip() == page.context["screen"]["sentence"].replace("\xa0", " ")
    assert said.startswith("6 dự án được bố trí vốn")
