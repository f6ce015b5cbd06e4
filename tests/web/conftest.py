"""An office with the tiny invented province, planned and published; and a client signed in as any role."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from quyhoach_web.models import Account, Role, Run, RunState
from quyhoach_web.services import people, provinces, runs

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The office of every test of this folder: tinh_nho with the published plan of co-so and one account a role."""
    with django_db_blocker.unblock():
        provinces.load(EXAMPLES / "tinh_nho", "test")
        run = runs.request(scenario="co-so", title="Phương án cơ sở", kept=True, by="test")
        Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1, published=True)
        assert runs.finish(run, runs.carry_out(run), 1)
        for role in Role:
            people.create("test", f"test-{role}", f"Thử {role}", [people.Held(role, AGENCY.get(role, ""))])


AGENCY = {Role.AGENCY: "CQ01", Role.PROJECT_OWNER: "CQ02", Role.COMMUNE: "CQ03"}


@pytest.fixture
def sign_in(db):
    """``sign_in("planner")``: a client signed in with that role; ``sign_in("")``: signed out."""

    def signed_in(role: str) -> Client:
        client = Client()
        if role:
            client.force_login(Account.objects.get(username=f"test-{role}"), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
