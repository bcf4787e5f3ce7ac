"""What a protocol file may contain: the one description from which reader and schema follow.

Every key but `title`, `question` and `exclusion_reasons` may be left out and takes the default
given here. The words of a `Field` description appear in the JSON schema, so that an editor can
show them; keep them readable by someone who does not program.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from winnow_sr.protocol.plan import Policy
from winnow_sr.protocol.values import (
    Confidence,
    Count,
    Kind,
    Lane,
    Name,
    Needed,
    Parameter,
    Part,
    Positive,
    Role,
    Share,
    Statistic,
    Text,
    Texts,
    listed,
    under,
)
from winnow_sr.vocabulary import Stage as StageName


class Question(Part):
    text: Text = Field("", description="The review question as one sentence.")
    population: Text = Field("", description="Who is studied.")
    intervention: Text = Field("", description="What is given, done or taken.")
    comparator: Text = Field("", description="What it is compared with.")
    context: Text = Field(
        "", description="Setting, country or care in which the question is asked."
    )
    outcomes: Texts = Field(
        [], description="What is measured, most important first, with measure and time point."
    )
    main_outcomes: Count = Field(
        0, description="The first so many outcomes are the main ones; 0 where nobody decided."
    )
    designs: Texts = Field([], description="Study designs that are looked for.")


class EdgeCase(Part):
    case: Needed = Field(description="The borderline case, in a sentence.")
    verdict: Literal["", "include", "exclude"] = Field("", description="How it is settled.")
    reason: Text = Field("", description="Code of the exclusion reason that applies.")
    tag: Text = Field("", description="Name of a tag to set, from `tags`.")


class Eligibility(Part):
    include: Texts = Field([], description="Criteria a report must meet.")
    exclude: Texts = Field([], description="Criteria that rule a report out.")
    edge_cases: list[Annotated[EdgeCase, under("case")]] = Field(
        [], description="Borderline cases settled in advance."
    )


class Tag(Part):
    name: Name = Field(description="Short name of the tag.")
    text: Text = Field("", description="What the tag marks, and why it is followed up apart.")
    terms: Texts = Field([], description="Words that suggest the tag.")


class Terms(Part):
    include: Texts = Field([], description="Words that speak for a citation; * for any ending.")
    exclude: Texts = Field([], description="Words that speak against a citation.")


class Reason(Part):
    code: Name = Field(description="Short stable code, used on the command line and in tables.")
    label: Text = Field("", description="Words for the PRISMA diagram; the code if left out.")
    text: Text = Field("", description="When the reason applies.")


class Source(Part):
    name: Name = Field(description="Name used with `winnow add --source`.")
    lane: Lane = Field("database", description="The PRISMA box its records are counted in.")
    platform: Text = Field("", description="Interface through which it is searched.")
    strategy: Text = Field("", description="The full search, in the platform's own syntax.")
    syntax: Text = Field(
        "", description="Whose syntax the strategy is in, where platform and name do not tell."
    )
    date: Text = Field("", description="Date of the search or the period it covers.")
    limits: Text = Field("", description="Limits and filters, or that there are none.")
    notes: Text = Field("", description="Anything a searcher must know to repeat it.")


class SearchMethods(Part):
    """PRISMA-S items that belong to the search as a whole."""

    contacts: Text = Field("", description="Whom the team asks for studies (PRISMA-S 6).")
    other_methods: Text = Field("", description="Any other way of finding records (PRISMA-S 7).")
    filters: Text = Field("", description="Published search filters used (PRISMA-S 10).")
    prior_work: Text = Field("", description="Strategies taken from other reviews (PRISMA-S 11).")
    updates: Text = Field("", description="How the searches are brought up to date (PRISMA-S 12).")
    peer_review: Text = Field("", description="Who peer-reviews the strategies (PRISMA-S 14).")


class Stage(Part):
    reviewers: Positive = Field(2, description="Independent reviewers per citation or report.")


class Pilot(Part):
    size: Count = Field(50, description="Citations in one pilot round; 0 for no pilot.")
    statistic: Statistic = Field("cohen_kappa", description="Measure of agreement.")
    threshold: Annotated[float, Field(ge=0, le=1)] = Field(
        0.6, description="Least agreement to go on with."
    )
    max_rounds: Positive = Field(3, description="Pilot rounds before the criteria are rewritten.")


class Model(Part):
    name: Name = Field("default", description="Ranking model.")
    seed: Count = Field(0, description="Seed of everything random in the ranking.")


class Screening(Part):
    title_abstract: Annotated[Stage, under("reviewers")] = Stage()
    full_text: Annotated[Stage, under("reviewers")] = Stage()
    reviewers: Annotated[list[Name], BeforeValidator(listed)] = Field(
        [], description="Names of who may screen; leave out for anyone."
    )
    adjudicators: Annotated[list[Name], BeforeValidator(listed)] = Field(
        [], description="Names of who may resolve conflicts; leave out for anyone."
    )
    screeners: Annotated[list[Name], BeforeValidator(listed)] = Field(
        [],
        description="Everybody who screens, whatever their role (a lead, an adjudicator, an "
        "observer); leave out for those listed as reviewers.",
    )
    core: Annotated[list[Name], BeforeValidator(listed)] = Field(
        [], description="Core screeners: every citation is read by at least one of them."
    )
    quotas: dict[Name, Positive] = Field(
        {}, description="Most citations that a reviewer reads on title and abstract, by name."
    )
    pilot: Pilot = Pilot()
    batch: Positive = Field(50, description="Decisions between two trainings of the ranking.")
    model: Annotated[Model, under("name")] = Model()
    conflicts: Literal["blind", "open"] = Field(
        "blind", description="Whether reviewers in a conflict see each other's votes."
    )
    show_recall: bool = Field(True, description="Show the recall estimate while screening.")
    reason_disagreement: Literal["first-listed", "conflict"] = Field(
        "first-listed",
        description="Reviewers exclude for different reasons: the first listed counts, or a conflict.",
    )
    abstractless_first: bool = Field(
        True, description="Screen records without an abstract before the ranked ones."
    )


class Stopping(Part):
    rule: Name = Field("cmh-seq", description="Name of the stopping rule.")
    target: Share = Field(0.90, description="Recall to be reached, as a fraction.")
    confidence: Confidence = Field(0.95, description="Confidence in it, as a fraction.")
    parameters: dict[str, Parameter] = Field({}, description="Further parameters of the rule.")


class Reader(Part):
    """A declared model: a classifier or language model that is measured beside the people."""

    name: Name = Field(description="Name under which the model is declared.")
    role: Role = Field(
        "compare",
        description="What it may do: compare (nothing), rank, second (stand for a second vote) or "
        "exclude (set citations aside unread).",
    )
    stage: StageName = Field("title-abstract", description="Stage at which it reads.")
    floor: Share = Field(
        0.95, description="Least lower bound of its sensitivity, as a fraction (second, exclude)."
    )
    confidence: Confidence = Field(0.95, description="Confidence of that bound, as a fraction.")
    cut: float | None = Field(
        None, allow_inf_nan=False, description="Scores under this are set aside unread (exclude)."
    )
    audit: Count = Field(
        0, description="Citations in the random audit of what would be set aside (exclude)."
    )
    text: Text = Field("", description="What it is, and why it is used.")


class Deduplication(Part):
    cochrane_versions: Policy = Field("ask", description="Two versions of one Cochrane review.")
    errata: Policy = Field("ask", description="An article and its correction or retraction.")
    preprints: Policy = Field("ask", description="A preprint and its article.")
    conference_abstracts: Policy = Field("ask", description="A meeting abstract and its article.")
    registry_entries: Policy = Field("ask", description="A registration and its article.")


class Claim(Part):
    id: Name = Field(description="Short id, such as C1.")
    question: Needed = Field(description="The claim, turned into a question.")
    terms: Texts = Field([], description="Words that suggest a study bears on it.")


class KnownStudy(Part):
    label: Name = Field(description="Author and year.")
    doi: Text = ""
    pmid: Text = ""


class Previous(Part):
    studies: Count = Field(0, description="Studies included in the previous version.")
    reports: Count = Field(0, description="Reports of those studies.")
    study_ids: Annotated[list[Name], BeforeValidator(listed)] = Field(
        [], description="Their names, so that a new report of one of them is no new study."
    )
    dropped_studies: Count = Field(0, description="Of those, excluded now (criteria changed).")
    dropped_reports: Count = Field(0, description="Reports of the studies excluded now.")


class Administration(Part):
    """What a registry asks besides the methods. Begin an intention with 'Planned:'."""

    start: Text = Field("", description="Day on which the review starts, foreseen or actual.")
    end: Text = Field("", description="Day on which it is to be finished.")
    stage: Text = Field("", description="How far the review is at the time of registration.")
    contact: Text = Field("", description="Whom to write to, with address.")
    organisation: Text = Field("", description="Organisation the contact belongs to.")
    collaborators: Text = Field("", description="Who helps without being an author.")
    interests: Text = Field(
        "", description="Interests of everybody involved, or that there are none."
    )
    condition: Text = Field("", description="Condition or domain that is studied.")
    language: Text = Field("", description="Language of the review.")
    country: Text = Field("", description="Country or countries where it is done.")
    keywords: Texts = Field([], description="Words by which the review is to be found.")
    dissemination: Text = Field("", description="Where and how results will be published.")
    earlier_reviews: Text = Field("", description="Reviews of the same topic by the same team.")
    published_protocol: Text = Field("", description="Where the protocol is published.")


class Reporting(Part):
    """Texts for the PRISMA-P 2015 items that nothing else in the protocol fills."""

    authors: Text = Field("", description="Authors, institutions, contact (item 3a).")
    contributions: Text = Field("", description="Who does what; the guarantor (item 3b).")
    amendments: Text = Field("", description="How amendments are documented (item 4).")
    support: Text = Field("", description="Sources of support, sponsor, their role (item 5).")
    rationale: Text = Field("", description="Why the review is done (item 6).")
    data_management: Text = Field("", description="How records and data are kept (item 11a).")
    data_collection: Text = Field("", description="How data are extracted (item 11c).")
    data_items: Text = Field("", description="Variables for which data are sought (item 12).")
    outcomes: Text = Field("", description="How outcomes are ranked and why (item 13).")
    risk_of_bias: Text = Field("", description="How risk of bias is assessed (item 14).")
    effect_measures: Text = Field("", description="Effect measure of each outcome (item 13).")
    time_points: Text = Field("", description="Times at which outcomes are compared (item 13).")
    synthesis: Text = Field("", description="How data are synthesised, and when not (item 15).")
    heterogeneity: Text = Field("", description="How heterogeneity is looked at (item 15b).")
    subgroups: Text = Field("", description="Subgroups compared, fixed in advance (item 15c).")
    sensitivity: Text = Field("", description="Sensitivity analyses (item 15c).")
    meta_biases: Text = Field("", description="How meta-biases are assessed (item 16).")
    confidence: Text = Field("", description="How certainty is graded (item 17).")


class Protocol(Part):
    """The plan of a systematic review."""

    title: Name = Field(description="Title of the review.")
    kind: Annotated[list[Kind], BeforeValidator(listed), Field(min_length=1)] = Field(
        ["systematic"],
        description="Which kind of review: systematic, scoping, network (meta-analysis), ipd "
        "(individual participant data), dta (diagnostic test accuracy), living; or several.",
    )
    registration: Text = Field("", description="Registry and number, or that there is none.")
    administration: Administration = Administration()
    question: Annotated[Question, under("text")]
    eligibility: Eligibility = Eligibility()
    tags: list[Tag] = []
    terms: Terms = Terms()
    exclusion_reasons: Annotated[list[Reason], Field(min_length=1)] = Field(
        description="In order: the first that applies is the one counted."
    )
    sources: list[Source] = []
    search_methods: SearchMethods = SearchMethods()
    screening: Screening = Screening()
    readers: list[Reader] = []
    stopping: Stopping = Stopping()
    deduplication: Deduplication = Deduplication()
    claims: list[Claim] = []
    known_studies: list[KnownStudy] = []
    previous: Previous | None = Field(None, description="Only for an updated review.")
    keys: Name = Field("default", description="Preset of keys on the screening screen.")
    reporting: Reporting = Reporting()

    def as_plan(self) -> dict[str, Any]:
        """Everything, defaults filled in, as JSON-able values: what the ledger keeps.

        `Plan.from_dict` reads it back.
        """
        data = self.model_dump(mode="json")
        for reason in data["exclusion_reasons"]:
            reason["label"] = reason["label"] or reason["code"]
        return data
