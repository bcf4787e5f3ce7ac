"""What a protocol for each labelled review would ask, written from its topic alone: text and terms."""

from __future__ import annotations

from winnow_sr.ranking import Question

TRIALS = ("randomized controlled trial", "double-blind", "efficacy", "adverse events")
QUESTIONS = {
    "ADHD": ("Drugs for attention deficit hyperactivity disorder", ("ADHD", "methylphenidate", "amphetamine*", "atomoxetine", "hyperactiv*")),
    "Antihistamines": ("Newer antihistamines for allergic rhinitis and urticaria", ("antihistamine*", "cetirizine", "loratadine", "fexofenadine", "desloratadine")),
    "AtypicalAntipsychotics": ("Atypical antipsychotics for schizophrenia and bipolar disorder", ("antipsychotic*", "olanzapine", "risperidone", "quetiapine", "clozapine", "aripiprazole")),
    "Estrogens": ("Hormone replacement with estrogens in menopause", ("estrogen*", "estradiol", "menopaus*", "hormone replacement therapy")),
    "Kitchenham_2010": ("Systematic literature reviews in software engineering", ("systematic review", "meta-analysis", "evidence-based software engineering", "literature survey")),
    "Opiods": ("Long-acting opioids for chronic non-cancer pain", ("opioid*", "oxycodone", "morphine", "fentanyl", "chronic pain")),
    "OralHypoglycemics": ("Oral hypoglycemic drugs for type 2 diabetes", ("hypoglycemic*", "sulfonylurea*", "glyburide", "metformin", "glipizide")),
    "Triptans": ("Triptans for acute migraine", ("triptan*", "sumatriptan", "rizatriptan", "zolmitriptan", "migraine")),
    "UrinaryIncontinence": ("Drugs for overactive bladder and urinary incontinence", ("incontinence", "overactive bladder", "oxybutynin", "tolterodine", "anticholinergic*")),
    "AI_CDSS_survey": ("What clinicians think of clinical decision support by artificial intelligence: surveys", ("clinical decision support", "artificial intelligence", "machine learning", "survey*", "questionnaire*", "clinician*")),
    "CDSS_RO": ("Clinical decision support in radiation oncology", ("clinical decision support", "radiotherapy", "radiation oncology", "radiation therapy")),
    "Hall_2012": ("Predicting faults in software", ("fault*", "defect*", "software quality", "prediction model*", "fault-prone*")),
    "LLM_SPM": ("Large language models in software project management", ("large language model*", "software project management", "ChatGPT", "effort estimation", "project manager*")),
    "SRA_585": ("Interventions for homeless people", ("homeless*", "housing", "shelter*", "case management")),
    "Wahono_2015_without_2009": ("Software defect prediction", ("defect prediction", "fault prediction", "defect*", "fault-prone*", "software metrics")),
}  # fmt: skip


def question_for(review: str) -> Question | None:
    """The question of a labelled review; None where its name tells no topic."""
    from sets import FAMILIES

    if review not in QUESTIONS:
        return None
    text, terms = QUESTIONS[review]
    return Question(text, (*terms, *(TRIALS if review in FAMILIES["drug class"] else ())))
