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

OVID_TAGGED = """<1. >
VN  - Ovid Technologies
DB  - Ovid MEDLINE(R)
UI  - 30123456
TI  - Melatonin for sleep in opioid withdrawal
SO  - Journal of Sleep Trials. 12(3):101-109, 2019 Mar.
AU  - Okafor, Ada
AU  - Lind, Per
IN  - (Okafor) A University
      (Lind) Another University
AB  - We gave melatonin to 40 people.
Method(s): They slept.
DO  - https://dx.doi.org/10.5555/JST.2019.12
LG  - English
PT  - Journal Article
YR  - 2019
XL  - https://ovidsp.ovid.com/ovidweb.cgi?AN=30123456

"""

OVID_LABELLED = """<1>
Unique Identifier
  30123456
Title
  Melatonin for sleep in opioid withdrawal
Source
  Journal of Sleep Trials. 12(3):101-109, 2019 Mar.
Authors
  Okafor, Ada 1;  Lind, Per 2
Abstract
  We gave melatonin to 40 people.
DOI Number
  10.5555/JST.2019.12
Year of Publication
  2019

"""

REFWORKS = """RT Journal Article
SR Electronic(1)
ID 7
A1 Okafor, Ada
A1 Lind, Per
T1 Melatonin for sleep in opioid withdrawal
JF Journal of Sleep Trials
YR 2019
VO 12
IS 3
SP 101
OP 109
AB We gave melatonin to 40 people.
DO 10.5555/JST.2019.12

"""

NOTEEXPRESS = """{Reference Type}: Journal Article
{Title}: Melatonin for sleep in opioid withdrawal
{Author}: Okafor, Ada;Lind, Per;
{Journal}: Journal of Sleep Trials
{Year}: 2019
{Volume}: 12
{Issue}: 3
{Pages}: 101-109
{Abstract}: We gave melatonin to 40 people.
{DOI}: 10.5555/JST.2019.12

"""

PROQUEST = """____________________________________________________________

Document 1 of 1

Title: Melatonin for sleep in opioid withdrawal

Author: Okafor, Ada; Lind, Per

Publication info: Journal of Sleep Trials 12.3 (Mar 2019): 101-109.

Abstract: We gave melatonin to 40 people.

Subject: Sleep; Opioids

Digital Object Identifier: 10.5555/JST.2019.12

ProQuest document ID: 1234567890

Database: ProQuest Central
____________________________________________________________
"""

EBSCO_XML = """<?xml version="1.0" encoding="UTF-8"?><records><rec resultID="1">
<header shortDbName="ccm" longDbName="CINAHL" uiTerm="104567890"><controlInfo><bkinfo/>
<jinfo><jtl>Journal of Sleep Trials</jtl><issn>12345678</issn></jinfo>
<pubinfo><dt year="2019" month="03" day="01">Mar2019</dt><vid>12</vid><iid>3</iid></pubinfo>
<artinfo><ui type="doi">10.5555/JST.2019.12</ui><ppf>101</ppf><ppct>9</ppct>
<tig><atl>Melatonin for sleep in opioid withdrawal</atl></tig>
<aug><au>Okafor, Ada</au><au>Lind, Per</au></aug><sug><subj type="major">Sleep</subj></sug>
<ab>We gave melatonin to 40 people.</ab><doctype>Article</doctype></artinfo>
<language>English</language></controlInfo></header></rec></records>
"""

OVID_XML = """<?xml version="1.0"?><records><record index="1">
<F C="UI" L="Unique Identifier"><D type="c">30123456</D></F>
<F C="TI" L="Title"><D type="c">Melatonin for sleep in opioid withdrawal</D></F>
<F C="AU" L="Authors"><D type="c">Okafor, Ada</D><D type="c">Lind, Per</D></F>
<F C="SO" L="Source"><D type="c">Journal of Sleep Trials. 12(3):101-109, 2019 Mar.</D></F>
<F C="AB" L="Abstract"><D type="c">We gave melatonin to 40 people.</D></F>
<F C="DO" L="Digital Object Identifier"><D type="c">10.5555/JST.2019.12</D></F>
</record></records>
"""

EMBASE_XML = """<?xml version="1.0"?><bibdataset xmlns:ce="urn:x"><item><bibrecord><item-info><itemidlist>
<ce:doi>10.5555/JST.2019.12</ce:doi><itemid idtype="PUI">627000001</itemid>
<itemid idtype="MEDL">30123456</itemid></itemidlist></item-info><head><citation-info>
<citation-type code="ar"/></citation-info>
<citation-title><titletext original="y">Melatonin for sleep in opioid withdrawal</titletext></citation-title>
<author-group><author seq="1"><ce:surname>Okafor</ce:surname><ce:given-name>Ada</ce:given-name></author>
<author seq="2"><ce:surname>Lind</ce:surname><ce:given-name>Per</ce:given-name></author></author-group>
<source><sourcetitle>Journal of Sleep Trials</sourcetitle><publicationyear first="2019"/>
<volisspag><voliss volume="12" issue="3"/><pagerange first="101" last="109"/></volisspag></source>
<abstracts><abstract><ce:para>We gave melatonin to 40 people.</ce:para></abstract></abstracts>
</head></bibrecord></item></bibdataset>
"""

VERTICAL = """"EMBASE SEARCH RESULTS"

"TITLE","Melatonin for sleep in opioid withdrawal"
"AUTHOR NAMES","Okafor, Ada","Lind, Per"
"SOURCE","Journal of Sleep Trials (2019) 12:3 (101-109). Date of Publication: 1 Mar 2019"
"ABSTRACT","We gave ""melatonin""
to 40 people."
"MEDLINE PMID","30123456","http://www.ncbi.nlm.nih.gov/pubmed/30123456"
"PUI","L627000001"
"DOI","10.5555/JST.2019.12"
"""

CSL_JSON = """[{"id": "okafor2019", "type": "article-journal",
 "title": "Melatonin for sleep in opioid withdrawal", "container-title": "Journal of Sleep Trials",
 "author": [{"family": "Okafor", "given": "Ada"}, {"family": "Lind", "given": "Per"}],
 "issued": {"date-parts": [["2019", 3]]}, "volume": "12", "issue": 3, "page": "101-109",
 "DOI": "10.5555/JST.2019.12", "abstract": "We gave melatonin to 40 people."}]
"""

EPPI_JSON = """{"CodeSets": [{"SetName": "Screen", "SetId": 1}], "References": [
 {"Codes": [{"AttributeId": 5, "AdditionalText": ""}], "ItemId": 9001, "TypeName": "Journal, Article",
 "Title": "Melatonin for sleep in opioid withdrawal", "ParentTitle": "Journal of Sleep Trials",
 "Authors": "Okafor, Ada ; Lind, Per ; ", "Year": "2019", "Volume": "12", "Issue": "3",
 "Pages": "101-109", "DOI": "10.5555/JST.2019.12", "Abstract": "We gave melatonin to 40 people."}]}
"""

WINNOW_JSONL = """{"fields":["TY","JOUR","TI","Melatonin for sleep in opioid withdrawal","AB","We gave melatonin to 40 people.","AU","Okafor, Ada","AU","Lind, Per","PY","2019"],"line":1,"kind":"JOUR","title":"Melatonin for sleep in opioid withdrawal","abstract":"We gave melatonin to 40 people.","authors":["Okafor, Ada","Lind, Per"],"year":2019,"journal":"Journal of Sleep Trials","volume":"12","issue":"3","pages":"101-109","doi":"10.5555/jst.2019.12","format":"ris","notes":[["status","final"]]}
"""

BY_FORMAT = {  # short name -> a file of that format
    "ris": RIS,
    "nbib": NBIB,
    "wos": WOS,
    "enw": ENW,
    "endnote-xml": ENDNOTE_XML,
    "pubmed-xml": PUBMED_XML,
    "bibtex": BIBTEX,
    "csv": CSV,
    "ovid-tagged": OVID_TAGGED,
    "ovid-labelled": OVID_LABELLED,
    "refworks": REFWORKS,
    "noteexpress": NOTEEXPRESS,
    "proquest": PROQUEST,
    "ebsco-xml": EBSCO_XML,
    "ovid-xml": OVID_XML,
    "embase-xml": EMBASE_XML,
    "vertical-csv": VERTICAL,
    "csl-json": CSL_JSON,
    "eppi-json": EPPI_JSON,
    "winnow-jsonl": WINNOW_JSONL,
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
