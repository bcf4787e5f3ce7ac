"""A project file that ASReview LAB opens: the citations, and the team's verdicts as prior knowledge."""

from __future__ import annotations

import tempfile
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.files import write_whole
from winnow_sr.ranking.elas import engine


def write_project(dataset: Path, path: Path) -> None:
    """Write `path` (.asreview) from a dataset that ASReview reads (see `records.write_asreview`).

    Verdicts become prior knowledge where some citations have one and some have not, as ASReview
    itself does when a partly labelled dataset is added.
    """
    if path.suffix != ".asreview":
        raise WinnowError(f"{path}: an ASReview project is named .asreview")
    engine()  # imports asreview without its side effects
    from asreview import Project

    with tempfile.TemporaryDirectory() as name:
        project = Project.create(Path(name) / "project", project_name=path.stem)
        try:
            project.add_dataset(dataset)
            project.label_priors()
            made = Path(name) / path.name
            project.export(made)
        finally:
            project.close()
        content = made.read_bytes()
    write_whole(path, content)
