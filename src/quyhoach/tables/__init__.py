"""Tables as officials make them, read and written by one spec each; knows no noun of the field.

A ``TableSpec`` names the columns. From it follow ``read_table`` and ``read_workbook`` (rows that are right, a finding for all
that is not), ``write_csv`` and ``write_workbook`` (what is written reads back equal), ``write_template`` (the blank workbook)
and ``reference_page`` (the docs). Numbers are read the Vietnamese way: 1.234.567,8; dates as day/month/year.
"""

from quyhoach.tables.read import TableRead, read_table, read_workbook
from quyhoach.tables.reference import reference_page
from quyhoach.tables.template import write_template
from quyhoach.tables.write import write_csv, write_workbook

__all__ = ["TableRead", "read_table", "read_workbook", "reference_page", "write_csv", "write_template", "write_workbook"]
