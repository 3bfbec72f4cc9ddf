"""A small calendar of invented letters."""

from pathlib import Path

import pytest

FILES = {
    "edition.yaml": """
id: narva-calendar
title: The Narva letters. A calendar
cataloguers: [A. Clerk]
language: en
describes: {edition: narva, title: The Narva Letters, languages: [en]}
chapters:
  - {id: "1872", title: "1872", file: 1872.yaml, documents: [1, 3]}
  - {id: appendix, title: Appendix, file: appendix.yaml, documents: [1, 1], appendix: true}
""",
    "topics.yaml": """
topics:
  - {id: trade, label: Trade, note: Buying and selling.}
  - {id: harbor, label: Harbor, broader: trade, note: Ships and quays.}
  - {id: customs, label: Customs, broader: trade, note: Duties.}
""",
    "persons.yaml": """
persons:
  - {id: berg-a-n, name: "Berg, A. N.", full: Anna Nikolaevna Berg, dates: 1831–1902, roles: [harbor master]}
  - {id: lund-m-i, name: "Lund, M. I.", variants: [Lundh]}
  - {id: the-council, name: The council, kind: group, members: [berg-a-n, lund-m-i]}
""",
    "1872.yaml": """
introduction:
  title: "1872"
  text: |
    The year of the three ships (documents 1 and 2).

    Nothing else happened.
  notes: [The ships were sold in 1880.]
persons:
  - {id: berg-a-n, name: "Berg, A. N."}
documents:
  - number: 1
    date: 1872-03-14
    from: [berg-a-n, lund-m-i]
    to: [the-council]
    medium: letter
    place: Narva
    archive: "NAX, f. 12, op. 1, d. 7, ll. 3–5"
    archive_remark: Copy.
    pages: 4–6
    mentioned: [lund-m-i]
    topics: [harbor, customs]
    abstract: |
      WORDS
      1. Ships wait.
      2. Duties too; see appendix document 1.
    notes: [The ships sailed in May., "Compare document 2, which does not answer."]
  - number: 2
    date: "[1872-03-15..]"
    dateline: "[later than 14 March]"
    from: [the-council]
    to: [berg-a-n]
    medium: telegram
    archive: "NAX, f. 13"
    topics: [customs, harbor]
    abstract: |
      WORDS
""",
    "appendix.yaml": """
documents:
  - number: 1
    date: 1872-01
    title: A table of duties
    from: [lund-m-i]
    to: [berg-a-n]
    medium: memorandum
    archive: "NAX, f. 12, op. 1, d. 8, l. 2"
    topics: [customs, harbor]
    abstract: |
      WORDS
    notes: [It was never used.]
""",
    "glossary.yaml": """
glossary:
  - {term: NAX, forms: [Narva Archive], text: The archive of Narva.}
""",
}


@pytest.fixture
def calendar_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its folder; it describes no book, so that the one of PEREPISKA_EDITION is not compared."""
    monkeypatch.delenv("PEREPISKA_EDITION", raising=False)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("WORDS", "word " * 70), encoding="utf-8")
    return tmp_path
