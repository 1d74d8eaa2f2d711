"""A checked page as HTML, row by row."""

from __future__ import annotations

from autograd.reader.checked import check
from autograd.reader.marking import fragment, page, printable_formula

#: 0.5·2 + 0.1 = 1.1, the second number is right, the third is nobody's.
PAGE = (
    "# One & two\n\nso $z = 0.5 \\cdot 2 + 0.1 = 1.2$\n\n$b = a$ is so\n\nand a = 2 * 3 = 6\n\nq = \\sum_i q_i = 0.5\n"
)
LEGEND = (
    '<ul class="legend"><li><mark class="right">0.5</mark> right</li><li><mark class="wrong">0.5</mark> wrong</li>'
    '<li><mark class="unread">0.5</mark> not understood</li></ul><ol>'
)
ROWS = [
    '<li class="title"><h2>One &amp; two</h2></li>',
    '<li><span class="line">3</span><div><div class="formula"><i>z</i> = 0.5 · 2 + 0.1 = <mark class="wrong" '
    'title="wrong: 1.1. its own numbers give 1.1, not 1.2" data-verdict="wrong" data-line="3">1.2</mark></div>'
    '<p class="note wrong">✗ 1.2 → 1.1: its own numbers give 1.1, not 1.2</p></div></li>',
    '<li><span class="line">5</span><div><div class="formula"><i>b</i> = <i>a</i></div></div></li>',
    '<li><span class="line">7</span><div><div class="formula">a = 2 * 3 = <mark class="right" title="right: 6" '
    'data-verdict="right" data-line="7">6</mark></div></div></li>',
    '<li><span class="line">9</span><div><div class="formula"><i>q</i> = ∑<sub><i>i</i></sub><i>q</i>'
    '<sub><i>i</i></sub> = <mark class="unread" title="not understood" data-verdict="not understood" data-line="9">0.5'
    "</mark></div></div></li>",
]
SUMMARY = (
    '<div class="summary"><p>3 numbers seen: 2 checked (2 by arithmetic, 0 by numbers carried from line to line, 0 '
    "by the graph), 1 not understood</p><p>of those checked: 1 right, 1 wrong</p></div>"
)


def test_a_page_in_full() -> None:
    html = page([check(PAGE, "a<b.md")])
    head, _, body = html.partition("</style></head>\n")
    assert head.startswith(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>a&lt;b.md</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>body { margin: 0; background: var(--paper); }\n:root {"
    )
    lines = [f"<section><h1>a&lt;b.md</h1>{SUMMARY}{LEGEND}", *ROWS, "</ol>", "</section>", "</main></body></html>", ""]
    assert body.splitlines() == ['<body><main class="checked">', *lines[:-1]]


def test_a_page_without_a_name_and_one_of_several_files() -> None:
    assert "<title>A page checked</title>" in page([check("a = 2*3 = 6")])
    assert "<h1>" not in page([check("a = 2*3 = 6")])
    both = page([check("a = 2*3 = 6", "one"), check("a = 2*3 = 6", "two" * 40)])
    assert "<title>one, " + ("two" * 40)[:79] in both
    assert ("two" * 40)[:81] not in both.partition("</title>")[0]
    assert both.count("<section>") == 2
    assert '<ul class="legend">' not in page([check("no number")])


def test_in_a_notebook_the_style_is_the_cells_own() -> None:
    html = fragment(check(PAGE))
    assert html.startswith('<div class="checked embedded"><style>.checked {')
    assert html.endswith("</ol>\n</section>\n</div>")
    assert ROWS[1] in html


def test_a_table_names_its_column_and_a_faulty_number_comes_first_on_a_long_page() -> None:
    table = "# Title\n\n| name | result |\n|---|---|\n| $a$ | $2 \\cdot 3 = 7$ |\n"
    html = page([check(table)])
    assert '<span class="column">result</span>' in html
    assert "<h2>" not in html
    long = page([check("a = 2*3 = 6\n" * 2999 + "b = 2*3 = 7\n")])
    assert "not shown here" not in long
    assert long.count('<span class="line">') == 3000
    longer = page([check("a = 2*3 = 6\n" * 3000 + "b = 2*3 = 7\n")])
    assert "<p>1 more formula on the page is not shown here</p>" in longer
    assert longer.count('<span class="line">') == 3000
    assert longer.count('<mark class="wrong" title') == 1


def test_a_formula_of_four_thousand_characters_is_set_and_a_longer_one_is_cut() -> None:
    def shown(length: int) -> str:
        return page([check(f"$a = {'1 + ' * ((length - 9) // 4)}{'0' * ((length - 9) % 4)}1 = 7$")])

    assert "<i>a</i> = " in shown(4000)
    longer = shown(4001)
    assert "<i>a</i>" not in longer
    formula = longer.partition('<div class="formula">')[2].partition("</div>")[0]
    assert 398 <= len(formula) <= 401


def test_what_is_not_printed_has_a_sign_in_its_place() -> None:
    assert printable_formula("a = 1") == "a = 1"
    assert printable_formula("a\n=\t1\x1b\u200b") == "a = 1��"
