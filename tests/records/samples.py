"""Small exports, written for these tests, one per format: the same trial in every format."""

from __future__ import annotations

RIS = """TY  - JOUR
AU  - Okafor, Ada
AU  - Lind, Per
TI  - Melatonin for sleep in opioid withdrawal
JO  - Journal of Sleep Trials
PY  - 2019/03//
VL  - 12
IS  - 3
SP  - 101
EP  - 109
DO  - https://doi.org/10.5555/JST.2019.12
AB  - We gave melatonin to 40 people.
KW  - Melatonin
KW  - Melatonin/therapeutic use
N1  - PMID: 30123456
AN  - 30123456
LA  - eng
DB  - MEDLINE
ER  -

"""

NBIB = """PMID- 30123456
OWN - NLM
DP  - 2019 Mar
TI  - Melatonin for sleep in
      opioid withdrawal
PG  - 101-109
LID - 10.5555/JST.2019.12 [doi]
AB  - We gave melatonin to 40 people.
FAU - Okafor, Ada
AU  - Okafor A
FAU - Lind, Per
AU  - Lind P
LA  - eng
SI  - ClinicalTrials.gov/NCT01234567
PT  - Randomized Controlled Trial
JT  - Journal of Sleep Trials
VI  - 12
IP  - 3
MH  - *Melatonin/therapeutic use
OT  - melatonin
PMC - PMC1234567

"""

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Okafor, A
   Lind, P
AF Okafor, Ada
   Lind, Per
TI Melatonin for sleep in
   opioid withdrawal
SO JOURNAL OF SLEEP TRIALS
LA English
DT Article
DE melatonin; opioid
   withdrawal
AB We gave melatonin to 40 people.
PY 2019
VL 12
IS 3
BP 101
EP 109
DI 10.5555/JST.2019.12
PM 30123456
UT WOS:000123456700001
ER

EF
"""

ENW = """%0 Journal Article
%A Okafor, Ada
%A Lind, Per
%T Melatonin for sleep in opioid withdrawal
%J Journal of Sleep Trials
%D 2019
%V 12
%N 3
%P 101-109
%R 10.5555/JST.2019.12
%X We gave melatonin to 40 people.
%K melatonin
opioid withdrawal
%M 30123456

"""

ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8" ?><xml><records><record>
<database name="My.enl" path="C:\\My.enl">My.enl</database><rec-number>1</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Okafor, Ada</style></author>
<author>Lind, Per</author></authors></contributors>
<titles><title><style face="normal">Melatonin for sleep </style><style face="italic">in opioid
withdrawal</style></title><secondary-title>Journal of Sleep Trials</secondary-title></titles>
<periodical><full-title>Journal of Sleep Trials</full-title></periodical>
<pages>101-109</pages><volume>12</volume><number>3</number>
<keywords><keyword>melatonin</keyword><keyword>opioids</keyword></keywords>
<dates><year>2019</year></dates><accession-num>30123456</accession-num>
<electronic-resource-num>10.5555/JST.2019.12</electronic-resource-num>
<abstract>We gave melatonin to 40 people.</abstract></record></records></xml>
"""

PUBMED_XML = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">30123456</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1234-5678</ISSN><JournalIssue>
<Volume>12</Volume><Issue>3</Issue><PubDate><Year>2019</Year><Month>Mar</Month></PubDate>
</JournalIssue><Title>Journal of Sleep Trials</Title></Journal>
<ArticleTitle>Melatonin for sleep <i>in</i> opioid withdrawal</ArticleTitle>
<Pagination><MedlinePgn>101-109</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/JST.2019.12</ELocationID>
<Abstract><AbstractText Label="METHODS">We gave melatonin.</AbstractText>
<AbstractText Label="RESULTS">They slept.</AbstractText></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Okafor</LastName><ForeName>Ada</ForeName>
</Author><Author><LastName>Lind</LastName><ForeName>Per</ForeName></Author>
<Author><CollectiveName>The Sleep Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D1">Journal Article</PublicationType>
</PublicationTypeList></Article><MeshHeadingList><MeshHeading><DescriptorName UI="D2"
MajorTopicYN="N">Melatonin</DescriptorName><QualifierName MajorTopicYN="Y">therapeutic use</QualifierName>
</MeshHeading></MeshHeadingList><KeywordList><Keyword>melatonin</Keyword></KeywordList>
</MedlineCitation><PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId
IdType="doi">10.1111/not-this-one</ArticleId></ArticleIdList></Reference></ReferenceList>
<ArticleIdList><ArticleId IdType="pubmed">30123456</ArticleId>
<ArticleId IdType="pmc">PMC1234567</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
</PubmedArticleSet>
"""

BIBTEX = r"""@string{jst = "Journal of Sleep Trials"}
@article{okafor2019,
  author = {Okafor, Ada and Lind, Per},
  title = "Melatonin for sleep in {O}pioid withdrawal",
  journal = jst,
  year = 2019,
  volume = {12},
  number = {3},
  pages = {101--109},
  doi = {10.5555/JST.2019.12},
  abstract = {We gave melatonin to 40 people.},
  keywords = {melatonin, opioid withdrawal},
}
"""

CSV = (
    "Title,Authors,Publication Year,Source title,Volume,Issue,Page start,Page end,DOI,Abstract,"
    "Author Keywords,PubMed ID\r\n"
    'Melatonin for sleep in opioid withdrawal,"Okafor, Ada; Lind, Per",2019,'
    "Journal of Sleep Trials,12,3,101,109,10.5555/JST.2019.12,"
    '"We gave melatonin\nto 40 people.",melatonin; opioid withdrawal,30123456\r\n'
)

BY_FORMAT = {  # short name -> a file of that format
    "ris": RIS,
    "nbib": NBIB,
    "wos": WOS,
    "enw": ENW,
    "endnote-xml": ENDNOTE_XML,
    "pubmed-xml": PUBMED_XML,
    "bibtex": BIBTEX,
    "csv": CSV,
}
BY_FORMAT["tsv"] = "\n".join(
    "\t".join(cells)
    for cells in (
        ("Title", "Authors", "Publication Year", "Source title", "Volume", "Issue", "Page start",
         "Page end", "DOI", "Abstract", "Author Keywords", "PubMed ID"),
        ("Melatonin for sleep in opioid withdrawal", "Okafor, Ada; Lind, Per", "2019",
         "Journal of Sleep Trials", "12", "3", "101", "109", "10.5555/JST.2019.12",
         "We gave melatonin to 40 people.", "melatonin; opioid withdrawal", "30123456"),
    )
)  # fmt: skip
