"""The land fund's books. Append-only: the database itself refuses changes, unbalanced entries and closed periods (migration 0007)."""

from __future__ import annotations

from django.db import models


class LedgerAccount(models.Model):
    """An account. ``kind`` as in the library (cash, advance, payable, capital, income, expense); code and kind never change."""

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)


class Advance(models.Model):
    """One advance as decided: nothing leaves the fund before plan, source and date of the refund, and the cost are named."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    project = models.CharField(max_length=60, blank=True)
    site = models.CharField(max_length=60, blank=True)
    borrower = models.CharField(max_length=200, blank=True)
    amount = models.BigIntegerField()
    plan_decision = models.CharField(max_length=200)
    plan_decided_on = models.DateField()
    plan_amount = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=200)
    decided_on = models.DateField()
    refund_source = models.CharField(max_length=20)
    refund_fund = models.CharField(max_length=60, blank=True)
    refund_on = models.DateField()
    cost_rate = models.DecimalField(max_digits=9, decimal_places=8)
    cost_document = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    assumed = models.CharField(max_length=100, blank=True)
    entered_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="advances")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="advance_of_something"),
            models.CheckConstraint(condition=~models.Q(plan_decision="") & ~models.Q(decision="") & ~models.Q(cost_document=""),
                                   name="advance_rests_on_decisions"),
            models.CheckConstraint(condition=models.Q(plan_decided_on__lte=models.F("decided_on"), refund_on__gt=models.F("decided_on")),
                                   name="advance_days_in_order"),
            models.CheckConstraint(condition=models.Q(refund_source__in=("auction", "lease", "project_budget", "investor_deduction")),
                                   name="advance_names_its_refund"),
            models.CheckConstraint(condition=models.Q(cost_rate__gte=0, cost_rate__lt=1), name="advance_states_its_cost"),
        )


class LedgerEntry(models.Model):
    """One entry, whole in one row: ``lines`` is a list of {account, amount, advance?}, đồng, debit positive, credit negative, sum 0.

    ``number`` counts without gaps. ``key``: what makes a repeated request the same request. The database copies the lines to
    ``LedgerLine``, where balances are summed.
    """

    number = models.PositiveBigIntegerField(unique=True)
    booked_on = models.DateField(db_index=True)
    kind = models.CharField(max_length=12)
    document = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=500, blank=True)
    lines = models.JSONField()
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    key = models.CharField(max_length=100, unique=True)
    source = models.CharField(max_length=300, blank=True)
    assumed = models.CharField(max_length=100, blank=True)
    posted_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    posted_at = models.DateTimeField()


class LedgerLine(models.Model):
    """One line of an entry, written by the database alone."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="posted_lines", db_index=False)
    n = models.PositiveIntegerField()
    account = models.ForeignKey(LedgerAccount, to_field="code", on_delete=models.PROTECT, related_name="lines", db_index=False)
    amount = models.BigIntegerField()
    advance = models.CharField(max_length=60, blank=True)
    booked_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "n"), name="one_line_a_number"),)
        indexes = (
            models.Index(fields=("account", "booked_on", "amount"), name="balance_of_an_account"),
            models.Index(fields=("advance", "account", "booked_on", "amount"), name="balance_of_an_advance"),
        )


class LedgerClose(models.Model):
    """A closed period: nothing is booked on or before ``until`` any more. ``balances``: account → đồng on that day."""

    until = models.DateField(unique=True)
    last_number = models.PositiveBigIntegerField()
    balances = models.JSONField(default=dict)
    closed_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="ledger_closes")
    closed_at = models.DateTimeField()


class LedgerStatement(models.Model):
    """A statement of the Treasury or a bank as it was sent. ``lines``: {reference, booked_on, amount, document, text}, in positive."""

    account = models.ForeignKey(LedgerAccount, to_field="code", on_delete=models.PROTECT, related_name="statements")
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    first_day = models.DateField()
    last_day = models.DateField()
    lines = models.JSONField()
    sent_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="ledger_statements")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "digest"), name="one_statement_a_file"),)
