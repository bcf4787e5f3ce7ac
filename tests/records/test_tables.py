"""Tables of the exports people bring: each column lands where it belongs, by its name and whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.records import read_export

TABLES: dict[str, tuple[str, list[dict[str, object]]]] = {
    "OpenAlex": (
        "id,title,doi,publication_year,publication_date,type,cited_by_count,authorships.author.display_name,authorships.raw_author_name,primary_location.source.display_name,primary_location.landing_page_url,biblio.volume,biblio.issue,biblio.first_page,biblio.last_page,ids.pmid,ids.pmcid,ids.openalex,keywords.display_name,abstract,language\nhttps://openalex.org/W123,Melatonin for sleep: a trial,https://doi.org/10.1000/dummy.1,2018,2018-03-01,article,12,Ann Alpha|Ben Beta,Ann Alpha|Ben Beta,Dummy Journal of Sleep,https://doi.org/10.1000/dummy.1,12,3,45,52,https://pubmed.ncbi.nlm.nih.gov/30000001,https://www.ncbi.nlm.nih.gov/pmc/articles/1000001,https://openalex.org/W123,Melatonin|Sleep,People sleep badly.,en\nhttps://openalex.org/W124,Kratom: a survey,,2019,2019-01-01,preprint,0,Gus Gamma,Gus Gamma,,,,,,,,,https://openalex.org/W124,,,en\n",
        [
            {
                "accession": "W123",
                "authors": ("Ann Alpha", "Ben Beta"),
                "pmid": "30000001",
                "pmcid": "PMC1000001",
                "pages": "45-52",
                "volume": "12",
                "issue": "3",
                "doi": "10.1000/dummy.1",
                "journal": "Dummy Journal of Sleep",
                "year": 2018,
            }
        ],
    ),
    "Dimensions": (
        '"About the data: Exported on Nov 25, 2026. Criteria: \'melatonin\' in title and abstract. © 2026 Digital Science"\nRank,Publication ID,DOI,PMID,PMCID,ISBN,Title,Abstract,Acknowledgements,Funding,Source title,Anthology title,Publisher,ISSN,MeSH terms,Publication Date,PubYear,Publication Date (online),Publication Date (print),Volume,Issue,Pagination,Open Access,Publication Type,Document Type,Authors,Authors (Raw Affiliation),Corresponding Authors,Times cited,Source Linkout,Dimensions URL\n500,pub.1000001,10.1000/dummy.1,30000001,PMC1000001,,Melatonin for sleep: a trial,People sleep badly.,,,Dummy Journal of Sleep,,Pub,1111-1111,Melatonin; Sleep,2018-03-01,2018,2018-02-01,2018-03-01,12,3,45-52,Closed,Article,Research Article,"Alpha, Ann; Beta, Ben","Alpha, Ann (Dummy University)",,3,https://x.example,https://app.dimensions.ai/details/publication/pub.1000001\n499,pub.1000002,,,,,Kratom: a survey,,,,Dummy Journal of Drugs,,,,,2019,2019,,,5,1,1-9,,Article,Research Article,"Gamma, Gus",,,0,,https://app.dimensions.ai/details/publication/pub.1000002\n',
        [
            {
                "accession": "pub.1000001",
                "authors": ("Alpha, Ann", "Beta, Ben"),
                "pmid": "30000001",
                "pages": "45-52",
                "year": 2018,
                "mesh": ("Melatonin", "Sleep"),
            }
        ],
    ),
    "Publish or Perish": (
        'Cites,Authors,Title,Year,Source,Publisher,ArticleURL,CitesURL,GSRank,QueryDate,Type,DOI,ISSN,CitationURL,Volume,Issue,StartPage,EndPage,ECC,CitesPerYear,CitesPerAuthor,AuthorCount,Age,Abstract,FullTextURL,RelatedURL\n12,"A Alpha, B Beta, G Gamma…","Melatonin for sleep: a trial",2018,"Dummy Journal of Sleep","Elsevier","https://x.example/1","https://scholar.google.com/scholar?cites=1",1,"2026-11-25 10:00:00","PDF","10.1000/dummy.1","","",12,3,45,52,12,1.5,4,3,8,"People sleep badly …","",""\n0,"G Gamma","Kratom: a survey",0,"","","","",2,"2026-11-25 10:00:00","","","","",0,0,0,0,0,0.00,0,1,0,"","",""\n',
        [
            {
                "authors": ("A Alpha", "B Beta", "G Gamma"),
                "journal": "Dummy Journal of Sleep",
                "pages": "45-52",
                "doi": "10.1000/dummy.1",
                "year": 2018,
            },
            {"year": None, "pages": "", "volume": "", "abstract": ""},
        ],
    ),
    "Semantic Scholar": (
        "paperId,corpusId,externalIds,url,title,abstract,venue,year,referenceCount,citationCount,fieldsOfStudy,publicationTypes,publicationDate,journal,authors\nabc123,1,\"{'DOI': '10.1000/dummy.1', 'PubMed': '30000001'}\",https://www.semanticscholar.org/paper/abc123,Melatonin for sleep: a trial,People sleep badly.,Dummy Journal of Sleep,2018,1,2,['Medicine'],['JournalArticle'],2018-03-01,\"{'name': 'Dummy J Sleep', 'volume': '12'}\",\"Ann Alpha, Ben Beta, Gus Gamma\"\n",
        [
            {
                "accession": "abc123",
                "doi": "10.1000/dummy.1",
                "pmid": "30000001",
                "journal": "Dummy Journal of Sleep",
                "authors": ("Ann Alpha", "Ben Beta", "Gus Gamma"),
            }
        ],
    ),
    "ClinicalTrials.gov": (
        "NCT Number,Study Title,Study URL,Acronym,Study Status,Brief Summary,Study Results,Conditions,Interventions,Primary Outcome Measures,Sponsor,Collaborators,Sex,Age,Phases,Enrollment,Funder Type,Study Type,Study Design,Other IDs,Start Date,Primary Completion Date,First Posted\nNCT01234567,Melatonin in Opioid Withdrawal,https://clinicaltrials.gov/study/NCT01234567,,COMPLETED,We give melatonin.,NO,Opioid Withdrawal|Insomnia,DRUG: melatonin|DRUG: placebo,Sleep,Dummy University,,ALL,ADULT,PHASE2,40,OTHER,INTERVENTIONAL,Allocation: RANDOMIZED,x-1,2018-03,2019-01,2018-01-05\n",
        [
            {
                "registry_number": "NCT01234567",
                "accession": "NCT01234567",
                "title": "Melatonin in Opioid Withdrawal",
                "year": 2018,
                "abstract": "We give melatonin.",
                "urls": ("https://clinicaltrials.gov/study/NCT01234567",),
            }
        ],
    ),
    "WHO ICTRP": (
        "TrialID,Last Refreshed on,Public title,Scientific title,Acronym,Primary sponsor,Date registration,Date registration3,Export date,Source Register,web address,Recruitment Status,Study type,Condition,Intervention,Primary outcome\nISRCTN12345678,5 May 2026,Melatonin in withdrawal,A trial of melatonin,,Uni,01/03/2018,20180301,11/25/2026 8:44:37 AM,ISRCTN,https://www.isrctn.com/ISRCTN12345678,Recruiting,Interventional,Opioid use,Melatonin,Sleep\n",
        [
            {
                "registry_number": "ISRCTN12345678",
                "title": "Melatonin in withdrawal",
                "original_title": "A trial of melatonin",
                "year": 2018,
                "source_database": "ISRCTN",
            }
        ],
    ),
    "PubMed": (
        'PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n30000001,Melatonin for sleep: a trial.,"Alpha A, Beta B.",Dummy J Sleep. 2018 Mar;12(3):45-52. doi: 10.1000/dummy.1.,Alpha A,Dummy J Sleep,2018,2018/02/01,PMC1000001,,10.1000/dummy.1\n',
        [
            {
                "pmid": "30000001",
                "accession": "30000001",
                "authors": ("Alpha A", "Beta B."),
                "volume": "12",
                "issue": "3",
                "pages": "45-52",
                "journal": "Dummy J Sleep",
            }
        ],
    ),
    "Scopus": (
        '"Authors","Author full names","Author(s) ID","Title","Year","Source title","Volume","Issue","Art. No.","Page start","Page end","Cited by","DOI","Link","Abstract","Author Keywords","Index Keywords","Document Type","Publication Stage","Open Access","Source","EID"\n"Alpha A.; Beta B.","Alpha, Ann (1234); Beta, Ben (5678)","1234; 5678","Melatonin for sleep: a trial","2018","Dummy Journal of Sleep","12","3","","45","52","1","10.1000/dummy.1","https://www.scopus.com/x","[No abstract available]","Melatonin; Sleep","human","Article","Final","","Scopus","2-s2.0-85000000001"\n',
        [
            {
                "abstract": "",
                "accession": "2-s2.0-85000000001",
                "authors": ("Alpha A.", "Beta B."),
                "source_database": "Scopus",
                "pages": "45-52",
            }
        ],
    ),
    "Scopus, before 2020": (
        'Authors,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Page count,Cited by,DOI,Link,Abstract,Document Type,Source,EID\n"Alpha A., Beta B.",Melatonin for sleep: a trial,2018,Dummy Journal of Sleep,12,3,,45,52,8,1,10.1000/dummy.1,https://x,People sleep badly.,Article,Scopus,2-s2.0-85000000001\n"[No author name available]",Kratom: a survey,2019,Dummy,5,,e12,,,,,,,x,Article,Scopus,2-s2.0-2\n',
        [{"authors": ("Alpha A.", "Beta B."), "pages": "45-52"}, {"authors": (), "pages": "e12"}],
    ),
    "Web of Science, Excel columns": (
        'Publication Type,Authors,Book Authors,Author Full Names,Article Title,Source Title,Document Type,Author Keywords,Keywords Plus,Abstract,ISSN,Publication Year,Volume,Issue,Start Page,End Page,Article Number,DOI,Pubmed Id,UT (Unique WOS ID)\nJ,"Alpha, A; Beta, B",,"Alpha, Ann; Beta, Ben",Melatonin for sleep: a trial,DUMMY JOURNAL OF SLEEP,Article,melatonin; sleep,,People sleep badly.,1111-1111,2018,12,3,45,52,,10.1000/dummy.1,30000001,WOS:000400000000001\n',
        [
            {
                "accession": "WOS:000400000000001",
                "authors": ("Alpha, A", "Beta, B"),
                "pmid": "30000001",
                "pages": "45-52",
            }
        ],
    ),
    "ProQuest": (
        'Title,Abstract,StoreId,ArticleType,Authors,companies,copyright,documentType,entryDate,issn,issue,language,languageOfSummary,pages,placeOfPublication,pubdate,pubtitle,publisher,startPage,subjectTerms,subjects,volume,year,DocumentURL,digitalObjectIdentifier,Database\nMelatonin for sleep: a trial,People sleep badly.,1234567,Scholarly Journals,"Alpha, Ann; Beta, Ben",,,Journal Article,2018-03-01,1111-1111,3,English,,45-52,US,Mar 2018,Dummy Journal of Sleep,Pub,45,Sleep,,12,2018,https://search.proquest.com/x,10.1000/dummy.1,ProQuest\n',
        [
            {
                "accession": "1234567",
                "journal": "Dummy Journal of Sleep",
                "doi": "10.1000/dummy.1",
                "pages": "45-52",
                "year": 2018,
            }
        ],
    ),
    "IEEE Xplore": (
        '"Document Title",Authors,"Author Affiliations","Publication Title",Date Added To Xplore,"Publication Year","Volume","Issue","Start Page","End Page","Abstract","ISSN",ISBNs,"DOI",Funding Information,PDF Link,"Author Keywords","IEEE Terms","INSPEC Controlled Terms","Mesh_Terms",Article Citation Count,Document Identifier\n"Melatonin for sleep: a trial","A. Alpha; B. Beta","Uni","Dummy Transactions","1 Mar 2018","2018","12","3","45","52","People sleep badly.","1111-1111","","10.1109/D.2018.1","","https://ieeexplore.ieee.org/x","Melatonin;Sleep","Trials","","",1,"IEEE Journals"\n',
        [
            {
                "title": "Melatonin for sleep: a trial",
                "authors": ("A. Alpha", "B. Beta"),
                "pages": "45-52",
                "doi": "10.1109/d.2018.1",
            }
        ],
    ),
    "Embase, columns in capitals": (
        '"TITLE","AUTHOR NAMES","SOURCE","SOURCE TITLE","PUBLICATION YEAR","ABSTRACT","DOI","MEDLINE PMID (Source)","PUI"\n"Melatonin for sleep: a trial","Alpha A., Beta B.","Dummy J Sleep (2018) 12:3 (45-52)","Dummy J Sleep","2018","x","10.1000/dummy.1","30000001 (http://www.ncbi.nlm.nih.gov/pubmed/30000001)","L621000001"\n',
        [
            {
                "pmid": "30000001",
                "accession": "L621000001",
                "journal": "Dummy J Sleep",
                "volume": "12",
                "source_database": "",
            }
        ],
    ),
    "Ovid, a table on its side": (
        '"Title","Melatonin for sleep: a trial."\n"Authors","Alpha A; Beta B"\n"Source","Dummy Journal of Sleep. 12(3):45-52, 2018 Mar."\n"Abstract","People sleep badly."\n"Publication Year","2018"\n\n"Title","Kratom: a survey."\n"Authors","Gamma G"\n"Source","Dummy Journal of Drugs. 5(1):1-9, 2019."\n"Abstract","We asked."\n"Publication Year","2019"\n',
        [
            {
                "title": "Melatonin for sleep: a trial.",
                "authors": ("Alpha A", "Beta B"),
                "pages": "45-52",
                "year": 2018,
            },
            {"title": "Kratom: a survey.", "year": 2019},
        ],
    ),
    "a list of titles": (
        'Title\nMelatonin for sleep in methadone patients: a randomized trial\n"Kratom and opioid withdrawal, a survey"\n',
        [
            {"title": "Melatonin for sleep in methadone patients: a randomized trial"},
            {"title": "Kratom and opioid withdrawal, a survey"},
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_by_its_columns(tmp_path: Path, name: str) -> None:
    text, expected = TABLES[name]
    path = tmp_path / "export.txt"
    path.write_text(text, encoding="utf-8", newline="")
    parsed = read_export(path)
    assert not parsed.quarantined
    found = [
        {attribute: getattr(record, attribute) for attribute in row}
        for record, row in zip(parsed.records, expected, strict=False)
    ]
    assert found == expected


ICTRP = """<?xml version='1.0' encoding='UTF-8' ?>
<Trials_downloaded_from_ICTRP><Trial><TrialID>EUCTR2019-001234-56-NL
</TrialID><Public_title/><Scientific_title>Melatonin &amp; sleep
</Scientific_title><Source_Register>EU Clinical Trials Register
</Source_Register><Condition>Opioid withdrawal;Insomnia
</Condition><Intervention>Drug: melatonin
</Intervention><Date_registration3>20190301
</Date_registration3><web_address>https://www.clinicaltrialsregister.eu/x
</web_address></Trial></Trials_downloaded_from_ICTRP>
"""
CTGOV = """{"studies": [{"protocolSection": {"identificationModule": {"nctId": "NCT01234567",
 "briefTitle": "Melatonin in withdrawal", "officialTitle": "A trial of melatonin"},
 "statusModule": {"startDateStruct": {"date": "2019-03"}},
 "descriptionModule": {"briefSummary": "We give melatonin."},
 "conditionsModule": {"conditions": ["Opioid Withdrawal"], "keywords": ["sleep"]}}}], "totalCount": 1}
"""
BOOK = """<?xml version="1.0"?><PubmedArticleSet><PubmedBookArticle><BookDocument>
<PMID Version="1">20301295</PMID><ArticleIdList><ArticleId IdType="doi">10.1000/book.1</ArticleId>
</ArticleIdList><Book><BookTitle book="gene">Dummy Reviews</BookTitle><PubDate><Year>1993</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Ed</LastName><ForeName>Itor</ForeName></Author></AuthorList>
</Book><ArticleTitle>Kratom Overview</ArticleTitle><Language>eng</Language><AuthorList Type="authors">
<Author><LastName>Gamma</LastName><ForeName>Gus</ForeName></Author></AuthorList>
<Abstract><AbstractText>About kratom.</AbstractText></Abstract>
<ContributionDate><Year>2019</Year></ContributionDate></BookDocument></PubmedBookArticle>
</PubmedArticleSet>
"""


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        (
            ICTRP,
            "ictrp-xml",
            {
                "title": "Melatonin & sleep",
                "year": 2019,
                "accession": "EUCTR2019-001234-56-NL",
                "registry_number": "EUCTR2019-001234-56-NL",
                "abstract": "Drug: melatonin",
                "keywords": ("Opioid withdrawal", "Insomnia"),
                "source_database": "EU Clinical Trials Register",
            },
        ),
        (
            CTGOV,
            "ctgov-json",
            {
                "title": "Melatonin in withdrawal",
                "original_title": "A trial of melatonin",
                "registry_number": "NCT01234567",
                "accession": "NCT01234567",
                "year": 2019,
                "abstract": "We give melatonin.",
                "keywords": ("Opioid Withdrawal", "sleep"),
            },
        ),
        (
            BOOK,
            "pubmed-xml",
            {
                "title": "Kratom Overview",
                "authors": ("Gamma, Gus",),
                "year": 2019,
                "doi": "10.1000/book.1",
                "pmid": "20301295",
                "language": "eng",
            },
        ),
    ],
)
def test_registers_and_books(
    tmp_path: Path, text: str, format: str, expected: dict[str, object]
) -> None:
    path = tmp_path / "export.txt"
    path.write_text(text, encoding="utf-8")
    parsed = read_export(path)
    assert (parsed.format, parsed.quarantined) == (format, [])
    record = parsed.records[0]
    assert {name: getattr(record, name) for name in expected} == expected
