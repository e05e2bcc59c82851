"""The Markdown copies of pages made from data: what they say, and where their links lead."""

from __future__ import annotations

from markupsafe import Markup

from analysis.page.made import parts
from analysis.page.made.copy import copy
from analysis.page.made.frame import Frame, Sheet

HERE = "report/models/one.html"
COPIED = {"report/models/two.html", "report/guide/contribute.html"}


def told(*inside: Markup) -> str:
    return copy(Sheet("one", "One_a", "", "\n".join(inside)), HERE, COPIED)


def test_headings_paragraphs_tables_and_folds_are_told() -> None:
    heads = (("Seller", False), ("Input", True))
    table = parts.table(heads, [("A|B & co", "$1"), (None, "$2 *")], "Offers")
    text = told(
        parts.paragraph("Sold <today>."), parts.section("all", "All", parts.fold("2", table))
    )
    assert text == (
        "# One\\_a\n\nSold \\<today>.\n\n## All\n\n**2**\n\n*Offers*\n\n"
        "| Seller | Input |\n|---|---|\n| A\\|B & co | $1 |\n| – | $2 \\* |\n"
    )


def test_links_lead_to_copies_where_there_are_some_and_nothing_is_set_in_the_page() -> None:
    ways = ["two.html", "two.html#runs", "../numbers/x.html", "https://example.org/two.html"]
    asks = ["../guide/contribute.html?model=one#sec-price", "two.html#score=80"]
    text = told(parts.paragraph(*(parts.link(way, str(n)) for n, way in enumerate([*ways, *asks]))))
    found = ["two.llms.md", "two.llms.md#runs", *ways[2:], *asks]
    assert text.split("\n\n")[1] == " ".join(f"[{n}]({way})" for n, way in enumerate(found)) + "\n"


def test_code_keeps_its_lines_and_a_picture_is_told_by_its_words() -> None:
    drawn = Markup('<svg role="img" aria-label="It falls."><text>Loud</text></svg>')
    text = told(drawn, Markup("<pre>a = *b*\n  c</pre>"))
    assert "Chart: It falls." in text and "Loud" not in text
    assert "```\na = *b*\n  c\n```" in text


def test_the_page_names_its_copy_and_no_other_page_of_the_kind_does(small) -> None:
    root = small()
    settings = root / "_quarto.yml"
    said = settings.read_text().replace("website:\n", "website:\n  llms-txt: true\n", 1)
    settings.write_text(said)
    sheet = Sheet("one", "One", "", "<p>It.</p>")
    with_copy, without = (
        Frame(root, "report/models", searched=False, copied=copied).around(sheet)
        for copied in (True, False)
    )
    assert 'type="text/markdown" href="one.llms.md"' in with_copy and "llms.md" not in without
