"""What stops a build: each fault is told once, with the page's real line and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.site import globs
from analysis.site.build import build
from analysis.site.problems import SiteError

Make = Callable[..., Path]
FIRST = 5  # the line of a small page on which its body begins


def refused(root: Path) -> list[str]:
    with pytest.raises(SiteError) as caught:
        build(root, jobs=1, tell=lambda _: None)
    return str(caught.value).splitlines()


CELL = "```{{python}}\n{}\n```"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "line", "message"),
    [
        # unknown things
        ("Text.\n\nSee @fig-nowhere.", 2, "unknown reference `@fig-nowhere`"),
        ("## A {#sec-a}\n\nSee @sec-a.", 2, "`[words](#sec-a)`"),
        ("As @nobody2020 says.", 0, "unknown citation `@nobody2020`"),
        ("{{< var nothing >}}", 0, "unknown var `nothing`; define it in _variables.yml"),
        ("{{< meta nothing.here >}}", 0, "unknown meta `nothing.here`"),
        ("A [link](nowhere.qmd).", 0, "broken link `nowhere.qmd`: there is no page or file"),
        ("A\n[link](#nowhere).", 1, "there is no id `nowhere` on index.html"),
        ("![A dot](dot.png)", 0, "broken link `dot.png`"),
        ("{{< include gone.qmd >}}", 0, "include gone.qmd: there is no such file"),
        # things that are missing
        ("![](index.qmd)", 0, "no text alternative"),
        ('A <img src="index.qmd"> here.', 0, "the image index.qmd has no `alt`"),
        ("::: {#fig-x}\nOnly a caption.\n:::", 0, "`fig-x` has no caption"),
        # what the site's policy would block
        ("<script>go()</script>", -4, "blocks a script in the page: put it into a file"),
        ('<p onclick="go()">A</p>', -4, "blocks the attribute `onclick` of <p>"),
        ('<a href="&#1;java\tscript:go()">A</a>', -4, "blocks a script as the address of <a>"),
        ("<style>p {color: red}</style>", -4, "blocks a style sheet in the page"),
        ('<iframe src="index.html"></iframe>', -4, "blocks <iframe>"),
        # cells
        (CELL.format("x = 1\nx / 0"), 2, "cell: ZeroDivisionError: division by zero"),
        (CELL.format("#| label: dividing\n1 / 0"), 2, "cell `dividing`: ZeroDivisionError"),
        (CELL.format("def f():\n    return 1 / 0\n\nf()"), 2, "cell: ZeroDivisionError"),
        (
            CELL.format("def f():\n    return 1 / 0") + "\n\n" + CELL.format("\nf()"),
            7,  # where the second cell calls, not where the first defines
            "cell: ZeroDivisionError",
        ),
        (CELL.format("x ="), 1, "cell: SyntaxError"),
        (CELL.format("#| fig-cap: A caption"), 1, "unknown key `fig-cap`"),
        (CELL.format("#| error: true"), 1, "`error: True` is not supported; write `false`"),
        (CELL.format("#| label: fig-x"), 1, "`::: {#fig-x}`"),
        (CELL.format("import warnings\nwarnings.warn('careful')"), 0, "UserWarning: careful"),
        (CELL.format("import pandas as pd\npd.DataFrame()"), 2, "pass charts to show()"),
        (CELL.format("from IPython.display import Latex\nLatex('x')"), 2, "type text/latex"),
        ("Value `{python} 1 / 0`.", 0, "`{python} 1 / 0`: ZeroDivisionError"),
        ("Value `{python} None`.", 0, "the value is None; format it"),
        ("Value\n`{python} __import__('numpy').float64(1)`.", 1, "np.float64(1.0); format it"),
        ("Value `{python} ''`.", 0, "the text is empty, and Quarto would show the code"),
        ("Value `{python} 'two\\nlines'`.", 0, "Quarto would show a backslash"),
        ("Value `{python} 1\n+ 1`.", 0, "must open and close on one line"),
        ("Value `{python} 1` and `{python}2`.", 0, "must open and close on one line"),
        ("```{python}\n1", 0, "this cell never ends"),
        ("- A list\n\n  ```{python}\n  1\n  ```", 2, "begins in the first column"),
        ("```{python echo=FALSE}\n1\n```", 0, "as `#| key: value` lines"),
        # constructs that are not supported
        ("```{r}\n1\n```", 0, "a `{r}` cell: only `{python}` cells run"),
        ("Text\n\n```{=latex}\n\\newpage\n```", 3, "raw `latex` is not supported"),
        ("A \\newpage here.", 0, "raw `tex` is not supported"),
        ("{{< video x.mp4 >}}", 0, "the shortcode `video` is not supported"),
        ("```\n{{< meta title >}}\n```", 1, "a shortcode in code"),
        ("::: {.callout-danger}\nText.\n:::", 0, "the class `.callout-danger` is not supported"),
        ("::: {.panel-sidebar}\nText.\n:::", 0, "the class `.panel-sidebar` is not supported"),
        ("::: {.column-body-outset}\nText.\n:::", 0, "the class `.column-body-outset`"),
        ("Text [aside]{.aside}.", 0, "the class `.aside` is not supported"),
        ("Text.\n\n::: {layout-ncol=2}\nText.\n:::", 2, "the attribute `layout-ncol`"),
        ("::: {#thm-x}\nText.\n:::", 0, "Quarto numbers ids that begin with `thm-`"),
        ("::: {.callout-note open=true}\nText.\n:::", 0, "callouts know title, collapse"),
        ("::: {.content-visible when-profile=x}\nText.\n:::", 0, "when-format and unless-format"),
        ("# Too high", 0, "a heading of level 1 is the page's title"),
        ("::: {.panel-tabset}\nText.\n:::", 0, "a tabset begins with a heading"),
        # what pandoc warns about
        ("Text.\n\n::: {.open}\nText.", 2, "unclosed"),
        ("$\\nosuchmacro{x}$", 0, "cannot set the formula"),
        ("[a]: x.html\n[a]: y.html", 1, "Duplicate link reference"),
        ("## A {#same}\n\n## B {#same}", 0, "the id `same` stands twice"),
    ],
)
def test_a_fault_is_told_once_with_its_line_and_remedy(
    small: Make, page: str, line: int, message: str
):
    found = refused(small(page))
    assert len(found) == 1, found
    assert found[0].startswith(f"index.qmd:{FIRST + line}: ")
    assert message in found[0]


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        ("title: A\nformat: pdf", 3, "`format: pdf` is not supported"),
        ("title: A\nfreeze: auto", 3, "unknown key `freeze`; known here: aliases"),
        ("title: A\ntoc: yes", 3, "`toc: yes` is not supported; write true or false"),
        ("title: A\ntitle: B", 3, "the key `title` stands twice"),
        ("subtitle: A", 2, "the header has no title"),
        ("title: [A", 2, "not valid YAML"),
        ("title: A\nexecute:\n  freeze: auto", 4, "`execute.freeze: auto` is not supported"),
    ],
)
def test_a_header_is_read_strictly(small: Make, header: str, line: int, message: str):
    (found,) = refused(small(header=header))
    assert found.startswith(f"index.qmd:{line}: ")
    assert message in found


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  title: Small", "  titel: Small", 4, "unknown key `website.titel`; known here: back-to"),
        ("  search: false", "  favicon: gone.svg", 5, "gone.svg: there is no such file"),
        (
            "  search: false",
            "  page-footer:\n    left: Version {{< var version >}}",
            6,
            "unknown var `version`; define it in _variables.yml",
        ),
        ("  type: website", "  type: book", 2, "`project.type: book` is not supported"),
        ("  echo: false", "  cache: true", 7, "`execute.cache: True` is not supported"),
    ],
)
def test_the_configuration_is_read_strictly(
    small: Make, old: str, new: str, line: int, message: str
):
    root = small()
    path = root / "_quarto.yml"
    path.write_text(path.read_text().replace(old, new))
    (found,) = refused(root)
    assert found.startswith(f"_quarto.yml:{line}: ")
    assert message in found


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("_quarto-prod.yml", "a profile"),
        ("_brand.yml", "a brand"),
        ("_metadata.yml", "a folder's metadata"),
        ("report/_metadata.yml", "a folder's metadata"),
        ("_environment", "an environment"),
        ("_extensions", "extensions"),
    ],
)
def test_settings_that_only_quarto_would_heed_are_refused_by_name(
    small: Make, name: str, what: str
):
    (found,) = refused(small(**{name: "toc: true"}))
    assert found.startswith(f"{name}:1: {what}, which only Quarto would heed")


@pytest.mark.parametrize(
    ("page", "patterns", "means"),
    [
        ("report/a.qmd", ["/report/**/*.qmd"], True),  # ** is no folder, too
        ("report/b/c/a.qmd", ["/report/**/*.qmd"], True),
        ("report/b/a.qmd", ["/report/*.qmd"], False),
        ("report/b/a.qmd", ["report/*.qmd"], False),
        ("deep/report/a.qmd", ["report/*.qmd"], True),
        ("deep/report/a.qmd", ["/report/*.qmd"], False),
        ("report/a.qmd", ["*.qmd"], True),
        ("report/a.qmd", ["/*.qmd"], False),
        ("report/a.qmd", ["report/"], True),
        ("report/a.qmd", [], True),
        ("report/a.qmd", ["!report/a.qmd"], False),
        ("report/b.qmd", ["/report/?.qmd", "!/report/a.qmd"], True),
        ("report/a+b.qmd", ["/report/a+b.qmd"], True),
    ],
)
def test_patterns_mean_what_they_mean_in_quarto(page: str, patterns: list[str], means: bool):
    assert globs.wanted(page, patterns) is means


def test_a_fault_in_an_included_file_is_told_there(small: Make):
    root = small("Text.\n\n{{< include _part.qmd >}}")
    (root / "_part.qmd").write_text("Text.\n\nSee @tbl-gone.\n")
    (found,) = refused(root)
    assert found.startswith("_part.qmd:3: unknown reference `@tbl-gone`")


def test_a_fault_in_what_a_cell_prints_is_told_at_the_cell(small: Make):
    cell = "```{python}\n#| output: asis\nprint('[a](' + 'gone' + '.qmd)')\n```"
    (found,) = refused(small(f"Text.\n\n{cell}"))
    assert found.startswith(f"index.qmd:{FIRST + 2}: broken link `gone.qmd`")


def test_a_file_that_includes_itself_is_refused(small: Make):
    root = small("{{< include _part.qmd >}}")
    (root / "_part.qmd").write_text("{{< include /_part.qmd >}}\n")
    (found,) = refused(root)
    assert found.startswith("_part.qmd:1: ")
    assert "includes itself" in found


def test_faults_of_all_pages_are_told_together(small: Make):
    root = small("See @fig-a and @fig-b.")
    (root / "report/second.qmd").write_text("---\ntitle: Second\n---\n\n[link](gone.qmd) \\x\n")
    found = refused(root)
    assert [line.split(" ")[0] for line in found] == [
        "index.qmd:5:",
        "index.qmd:5:",
        "report/second.qmd:5:",
    ]
