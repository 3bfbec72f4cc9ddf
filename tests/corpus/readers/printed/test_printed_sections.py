from __future__ import annotations

import pytest

from corpus.readers.printed.lines import SourceLine, split_lines
from corpus.readers.printed.sections import (
    Sections,
    edition_title,
    read_contents,
    read_sections,
    section_kind,
)

CONTENTS = """# Lock Papers

By Nobody

## Contents

Preface\tvii
Introduction\tI
1901
Introduction\t6
Documents 1-2\t8
Appendix\t29
Index\t34

*Illustrations follow page 20*
"""
BODY = """
## Preface

Why.

# Introduction

How.

# 1901

## Introduction

What.

## Documents 1-2

One and two.

Appendix

Index

## Appendix

More.

# Index

Gates, 3
"""


def read(text: str) -> Sections:
    return read_sections(split_lines(text))


def filled(lines: tuple[SourceLine, ...]) -> list[str]:
    return [line.text for line in lines if line.text.strip()]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Documents 8-14", "documents"),
        ("Letters and Telegrams 1–40", "documents"),
        ("Appendix", "appendix"),
        ("Supplementary Letters", "appendix"),
        ("Glossary of Terms", "glossary"),
        ("Terms and Abbreviations", "glossary"),
        ("Brief Biographies", "biographies"),
        ("Persons Mentioned", "biographies"),
        ("General Index", "index"),
        ("A Note on Spelling", "introduction"),
        ("Documents of a Quarrel", "introduction"),
    ],
)
def test_a_title_tells_the_kind_of_its_section(title: str, kind: str) -> None:
    assert section_kind(title) == kind


def test_the_title_is_the_first_heading() -> None:
    assert edition_title(split_lines("\n# *Lock* Papers\n\n# Other")) == "Lock Papers"
    assert edition_title(split_lines("no heading")) == ""


def test_the_contents_give_titles_pages_and_chapters() -> None:
    entries, after = read_contents(split_lines(CONTENTS + BODY))
    assert [(entry.title, entry.page, entry.chapter) for entry in entries] == [
        ("Preface", "vii", None),
        ("Introduction", "1", None),
        ("1901", None, "1901"),
        ("Introduction", "6", "1901"),
        ("Documents 1-2", "8", "1901"),
        ("Appendix", "29", None),
        ("Index", "34", None),
    ]
    assert split_lines(CONTENTS + BODY)[after].text == "## Preface"


@pytest.mark.parametrize("line", ["Index ......... 34", "Index    34", "Index\t34"])
def test_dots_spaces_and_tabs_lead_to_the_page(line: str) -> None:
    entries, _ = read_contents(split_lines(f"Contents\n{line}\n"))
    assert [(entry.title, entry.page) for entry in entries] == [("Index", "34")]


def test_a_source_may_have_no_contents_page() -> None:
    assert read_contents(split_lines("# Letters\n\nDear Sir,")) == ((), 0)


def test_the_source_is_cut_at_the_headings_the_contents_promise() -> None:
    found = read(CONTENTS + BODY)
    assert [(one.slug, one.kind, one.chapter, one.first_page) for one in found.sections] == [
        ("preface", "introduction", None, "vii"),
        ("introduction", "introduction", None, "1"),
        ("1901-introduction", "introduction", "1901", "6"),
        ("1901-documents-1-2", "documents", "1901", "8"),
        ("appendix", "appendix", None, "29"),
        ("index", "index", None, "34"),
    ]
    assert filled(found.sections[2].lines) == ["What."]
    assert found.has_documents
    assert found.report == ()


def test_lines_before_the_first_section_are_front_matter() -> None:
    found = read(CONTENTS + BODY)
    assert "By Nobody" in filled(found.front_matter)
    assert found.sections[0].heading.text == "## Preface"


def test_a_divider_page_at_a_sections_end_is_no_text_of_it() -> None:
    found = read(CONTENTS + BODY)
    assert filled(found.sections[3].lines) == ["One and two."]
    assert filled(found.half_titles) == ["Appendix", "Index"]


def test_a_section_without_its_heading_is_reported_with_its_line() -> None:
    found = read(CONTENTS + BODY.replace("## Appendix", "## Afterthoughts"))
    (line,) = found.report
    assert (line.level, line.code) == ("warning", "section-missing")
    assert "“Appendix”" in line.message
    assert split_lines(CONTENTS)[line.line - 1].text.startswith("Appendix")


def test_without_contents_the_headings_of_two_levels_stand_for_them() -> None:
    found = read(
        "# Preface\n\nWhy.\n\n# 1901\n\n## Documents 1-2\n\nOne.\n\n### Aside\n\n# Index\n\nGates, 3"
    )
    assert [(one.slug, one.chapter, one.first_page) for one in found.sections] == [
        ("preface", None, None),
        ("1901-documents-1-2", "1901", None),
        ("index", None, None),
    ]


def test_a_text_without_headings_has_no_sections() -> None:
    found = read("Dear Sir,\n\nNothing.\n")
    assert (found.sections, found.has_documents) == ((), False)
    assert filled(found.front_matter) == ["Dear Sir,", "Nothing."]
