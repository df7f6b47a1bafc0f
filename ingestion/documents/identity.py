"""Whose report a text is, of what kind and about which year, told by the text alone.

Few reports name their kind and year on a cover that survives text extraction, and other councils
and other years stand all over the text ("verksamhetsplan 2021" stands in a plan for 2022). So every answer is weighed:
each piece of evidence has a kind, a value, the line where it stands and a weight; an answer is given only where one
candidate has enough weight and at least twice that of the next. Otherwise the answer is None and the
candidates are kept, so that a message can show them. An author that is no district council is named as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ingestion.documents.authors import Author, whose
from ingestion.documents.evidence import Answer, District, Evidence, read_districts
from ingestion.documents.kind_and_year import ReadTable, headers_of_tables, report_kind, report_year, table_headers
from ingestion.documents.running_text import Opening, RunningText, plain_lines
from ingestion.documents.titles import find_titles
from ingestion.reports import report_keys

__all__ = ["Answer", "Author", "District", "Evidence", "Identity", "ReadTable", "detect", "read_districts"]


@dataclass(frozen=True)
class Identity:
    """District id, report kind (VP, T1, T2, VB) and year (four digits as text), each as the text tells it.

    `author` is somebody else than a council of the list whose report it is; the district is undecided then.
    """

    district: Answer
    report: Answer
    year: Answer
    author: Author | None = None

    def questions(self) -> tuple[tuple[str, Answer], ...]:
        """What is asked of a document, in the words of documents.csv, each with its answer."""
        return ("district", self.district), ("report", self.report), ("year", self.year)

    def to_json(self) -> dict[str, Any]:
        """What is kept of a document that was read: the answers, each with its strongest witnesses, and the author."""
        kept: dict[str, Any] = {
            name: {
                "value": answer.value,
                "candidates": [list(one) for one in answer.candidates],
                "evidence": [asdict(one) for one in answer.witnesses()],
            }
            for name, answer in self.questions()
        }
        return kept | {"author": asdict(self.author) if self.author else None}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Identity:
        """What `to_json` kept. Raises KeyError, TypeError or ValueError where it is something else."""
        answers = {
            name: Answer(
                value=content[name]["value"],
                candidates=tuple((str(value), float(weight)) for value, weight in content[name]["candidates"]),
                evidence=tuple(Evidence(**one) for one in content[name]["evidence"]),
            )
            for name in ("district", "report", "year")
        }
        return cls(**answers, author=Author(**content["author"]) if content["author"] else None)


def detect(lines: Sequence[str], districts: Sequence[District], tables: Sequence[ReadTable] = ()) -> Identity:
    """Weigh what the lines of a text say of its council, kind and year (line 1 is lines[0]).

    Of a PDF, whose lines hold what stands side by side on a page, `tables` are its indicator tables as they were read.
    """
    plain = plain_lines(lines)
    prose = RunningText(plain)
    squeezed = prose.squeezed()
    opening = Opening(plain)
    titles = list(find_titles(opening))
    titled = [(one, opening.line(one.start)) for one in titles]
    headers = headers_of_tables(tables) if tables else table_headers(squeezed)
    year = report_year(prose, headers, titled, tables)
    report = report_kind(squeezed, headers, titled, year.value, tables)
    if report.value not in report_keys():
        report = Answer(None, report.candidates, report.evidence)
    district, author = whose(plain, opening, titles, prose, districts, year.value)
    return Identity(district=district, report=report, year=year, author=author)
