"""The 34 rows of the PRISMA2020 R package's CSV (v1.1.4), as spec 3.3 lists them."""

from __future__ import annotations

from typing import NamedTuple

from winnow_sr.prisma.labels import NA

COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")


class Row(NamedTuple):
    """One row of the file. `word`: where its boxtext comes from ('' = not worded by us);
    `text`: the package's own wording; `told`: the tooltip, '' for the package's NA."""

    key: str
    node: str
    box: str
    told: str
    word: str
    text: str
    url: str


_DBR, _OTHER = " (databases and registers)", " (other)"
ROWS: tuple[Row, ...] = tuple(
    Row(*line)
    for line in (
        (NA, "node4", "prevstud", "Grey title box; Previous studies", "head.previous", "Previous studies", "prevstud.html"),
        ("previous_studies", "node5", "box1", "Studies included in previous version of review", "box.previous_studies", "Studies included in previous version of review", "previous_studies.html"),
        ("previous_reports", NA, "box1", "", "box.previous_reports", "Reports of studies included in previous version of review", "previous_studies.html"),
        (NA, "node6", "newstud", "Yellow title box; Identification of new studies via databases and registers", "head.databases", "Identification of new studies via databases and registers", "newstud.html"),
        ("database_results", "node7", "box2", "Records identified from: Databases and Registers", "box.database_results", "Databases", "database_results.html"),
        ("database_specific_results", NA, "box2", "", "", "Specific Databases", "database_results.html"),
        ("register_results", NA, "box2", "", "box.register_results", "Registers", NA),
        ("register_specific_results", NA, "box2", "", "", "Specific Registers", "database_results.html"),
        (NA, "node16", "othstud", "Grey title box; Identification of new studies via other methods", "head.other", "Identification of new studies via other methods", "othstud.html"),
        ("website_results", "node17", "box11", "Records identified from: Websites; Organisations and Citation Searching", "box.website_results", "Websites", "website_results.html"),
        ("organisation_results", "", "box11", "", "box.organisation_results", "Organisations", NA),
        ("citations_results", NA, "box11", "", "box.citations_results", "Citation searching", NA),
        ("duplicates", "node8", "box3", "Duplicate records", "box.duplicates", "Duplicate records", "duplicates.html"),
        ("excluded_automatic", NA, "box3", "", "box.excluded_automatic", "Records marked as ineligible by automation tools", NA),
        ("excluded_other", NA, "box3", "", "box.excluded_other", "Records removed for other reasons", NA),
        ("records_screened", "node9", "box4", f"Records screened{_DBR}", "box.records_screened", "Records screened", "records_screened.html"),
        ("records_excluded", "node10", "box5", f"Records excluded{_DBR}", "box.records_excluded", "Records excluded", "records_excluded.html"),
        ("dbr_sought_reports", "node11", "box6", f"Reports sought for retrieval{_DBR}", "box.sought", "Reports sought for retrieval", "dbr_sought_reports.html"),
        ("dbr_notretrieved_reports", "node12", "box7", f"Reports not retrieved{_DBR}", "box.notretrieved", "Reports not retrieved", "dbr_notretrieved_reports.html"),
        ("other_sought_reports", "node18", "box12", f"Reports sought for retrieval{_OTHER}", "box.sought", "Reports sought for retrieval", "other_sought_reports.html"),
        ("other_notretrieved_reports", "node19", "box13", f"Reports not retrieved{_OTHER}", "box.notretrieved", "Reports not retrieved", "other_notretrieved_reports.html"),
        ("dbr_assessed", "node13", "box8", f"Reports assessed for eligibility{_DBR}", "box.assessed", "Reports assessed for eligibility", "dbr_assessed.html"),
        ("dbr_excluded", "node14", "box9", f"Reports excluded{_DBR}", "box.excluded", "Reports excluded", "dbrexcludedrecords.html"),
        ("other_assessed", "node20", "box14", f"Reports assessed for eligibility{_OTHER}", "box.assessed", "Reports assessed for eligibility", "other_assessed.html"),
        ("other_excluded", "node21", "box15", f"Reports excluded{_OTHER}", "box.excluded", "Reports excluded", "other_excluded.html"),
        ("new_studies", "node15", "box10", "New studies included in review", "box.studies", "New studies included in review", "new_studies.html"),
        ("new_reports", NA, "box10", "", "box.reports", "Reports of new included studies", NA),
        ("total_studies", "node22", "box16", "Total studies included in review", "box.total_studies", "Total studies included in review", "total_studies.html"),
        ("total_reports", NA, "box16", "", "box.total_reports", "Reports of total included studies", NA),
        ("identification", "node1", "identification", "Blue identification box", "side.identification", "Identification", "identification.html"),
        ("screening", "node2", "screening", "Blue screening box", "side.screening", "Screening", "screening.html"),
        ("included", "node3", "included", "Blue included box", "side.included", "Included", "included.html"),
        ("total_studies_ma", "node23", "box17", "Total studies included in meta-analysis", "box.total_studies_ma", "Total studies included in meta-analysis", "total_studies_meta_analysis.html"),
        ("total_reports_ma", NA, "box17", "", "box.total_reports_ma", "Reports of total included studies in meta-analysis", NA),
    )
)  # fmt: skip
