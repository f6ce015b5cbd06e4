"""The three columns every table ends with: where a row comes from, of when, and by which rule if no source gives it."""

from quyhoach.tables.spec import Column, Kind

PROVENANCE = (
    Column("source", Kind.TEXT, "Nguồn số liệu", "Source", example="QĐ 123/QĐ-UBND ngày 03/04/2026",
           help_vi="Văn bản hoặc địa chỉ trang.", help_en="Document or address."),
    Column("as_of", Kind.AS_OF, "Thời điểm số liệu", "As of", example="2026-04"),
    Column("assumed", Kind.CODE, "Giả định theo quy tắc", "Assumed by rule", refers_to="rules",
           help_vi="Mã quy tắc trong bảng rules khi không nguồn nào nêu số này.",
           help_en="Rule id in the rules table when no source gives the figure."),
)
