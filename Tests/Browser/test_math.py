"""Formulas: what is one, how it comes while the answer streams, what is copied, and what it can never do."""

import re

from playwright.sync_api import Page, expect

from person import answers_of, expect_complete, words_of

MATHML = "http://www.w3.org/1998/Math/MathML"

FORMULAS = r"""The roots of $ax^2 + bx + c = 0$ are

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
$$

where \(a \neq 0\) in $\mathbb{R}$, and it costs $5 and $10, or US$20, in `$HOME`.

- \[ \begin{aligned} a &= b \\ c &= d \end{aligned} \]

| name | formula |
|---|---|
| norm | $|x|$ |

```math
\boxed{E = mc^2}
```
"""

# Each is TeX that wants more than to be a formula, or does not end.
HOSTILE = [
    r"\href{javascript:window.hacked=1}{x}",
    r"\url{javascript:window.hacked=2}",
    r"\includegraphics[height=1em]{https://evil.example/x.png}",
    r"\htmlStyle{background:url(https://evil.example/x.png)}{x}",
    r"\htmlData{onclick=window.hacked=3}{x} \htmlId{rows}{x} \htmlClass{welcome}{x}",
    r"\def\a{\b\b}\def\b{\a\a}\a",
    r"\edef\a{x}\edef\a{\a\a}\edef\a{\a\a}" + r"\edef\a{\a\a}" * 40 + r"\a",
    r"\newcommand{\x}{\x\x}\x",
    r"\gdef\n{^\n}x\n",
    r"\rule{100000em}{100000em}",
    r"\kern{100000em} \hspace{-100000em} x",
    r"{" * 900 + "x^2" + "}" * 900,
    r"\frac{1}{" * 300 + "x" + "}" * 300,
    r"\begin{matrix}" + "a&" * 1900 + r"\end{matrix}",
    r"\text{<img src=x onerror=window.hacked=4>}^2",
    r"\unknown{x} \frac{",
    r"\color{url(https://evil.example)} x \colorbox{red;background:url(x)}{y}",
]


def show(reader, word: str, text: str, **options):
    person, gemini = reader
    gemini.answer(word, text, **options)
    page = person.open_new_chat()
    person.ask(word)
    expect_complete(page)
    return page, words_of(answers_of(page))


def expect_only_formulas(page: Page, shown):
    wrong = shown.evaluate(
        """(text, mathML) => [...text.querySelectorAll(".math *")].filter((one) => one.namespaceURI !== mathML
            || one.getAttributeNames().some((name) => /^(?:on.*|style|.*href|src|id|class)$/.test(name)
                && !(one.localName === "mtd" && ["left", "right"].includes(one.className))))
            .map((one) => one.outerHTML)""",
        MATHML,
    )
    assert not wrong
    assert page.evaluate("window.hacked") is None


def test_formulas(reader):
    page, shown = show(reader, "tex-formulas", FORMULAS, piece_length=5)
    expect(shown.locator(".math.set")).to_have_count(7)
    expect(shown.locator(".math:not(.set)")).to_have_count(0)
    expect(shown.locator(".math.display")).to_have_count(3)
    expect(shown).to_contain_text("and it costs $5 and $10, or US$20, in $HOME.")
    expect(shown.locator("td .math")).to_have_attribute("data-tex", "$|x|$")
    expect(shown.locator(".math", has_text="ℝ")).to_have_count(1)
    expect(shown.locator("mfrac msqrt")).to_have_count(1)
    assert shown.locator("li mtd").evaluate_all("cells => cells.map((cell) => getComputedStyle(cell).textAlign)") == ["right", "left"] * 2
    expect_only_formulas(page, shown)
    streamed = shown.inner_html()
    page.reload()
    expect_complete(page)
    expect(shown.locator(".math.set")).to_have_count(7)
    assert shown.inner_html() == streamed


def test_half_a_formula_is_not_shown(reader):
    person, gemini = reader
    script = gemini.prepare("tex-half")
    script.say("It is $x^2 + \\fra")
    page = person.open_new_chat()
    person.ask("tex-half")
    shown = words_of(answers_of(page))
    expect(shown).to_have_text("It is")
    script.say("c{1}{2}$, and ")
    expect(shown.locator("mfrac")).to_have_count(1)
    shown.locator("mfrac").evaluate("formula => { formula.isThis = true; }")
    script.say("costs $5 a piece.\n\n$$\n\\int_0^1").say(" f(x)\\,dx")
    expect(shown).to_contain_text("costs $5 a piece.")
    assert "int" not in shown.text_content()
    script.say("\n$$\n\nDone.").end()
    expect_complete(page)
    expect(shown.locator(".math.display math")).to_have_count(1)
    assert shown.locator("mfrac").evaluate("formula => formula.isThis"), "a formula was drawn again"


def test_what_is_copied_is_the_source(reader):
    person, _ = reader
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page, shown = show(reader, "tex-copied", "The area is $\\pi r^2$ for all.\n\n- one\n- $x$\n\n| a | b |\n|-|-|\n| 1 | 2 |\n")
    expect(shown.locator(".math.set")).to_have_count(2)
    shown.evaluate("text => getSelection().selectAllChildren(text)")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.sub(r"\n+", "\n", copied) == "The area is $\\pi r^2$ for all.\none\n$x$\na\tb\n1\t2"


def test_where_katex_is_not_there_formulas_are_their_source(people, scripted_server):
    server, gemini = scripted_server
    person = people(server, service_workers="block").sign_up()  # a worker would have it in its cache after a while
    person.expects("status of 404")
    person.page.route("**/vendor/katex.js", lambda route: route.fulfill(status=404))
    page, shown = show((person, gemini), "tex-missing", "So $x^2$ it is.\n\n$$\n\\frac{1}{2}\n$$\n")
    expect(shown.locator(".math")).to_have_text(["x^2", "\\frac{1}{2}"])
    expect(shown.locator("math")).to_have_count(0)
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.evaluate("text => getSelection().selectAllChildren(text.firstElementChild)")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "So $x^2$ it is."


def test_katex_comes_only_with_a_formula(reader):
    person, _ = reader
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    page, shown = show(reader, "tex-plain", "It costs $5, `$x^2$` is code.\n\n```sh\necho $HOME $x$\n```\n")
    assert not [url for url in asked if "katex" in url or "formulas" in url]
    page, shown = show(reader, "tex-with-it", "But $x^2$ is not.")
    expect(shown.locator("math")).to_have_count(1)
    library = next(url for url in asked if "katex" in url)
    response = person.context.request.get(library, headers={"Accept-Encoding": "br"})
    assert response.ok and int(response.headers["content-length"]) <= 65_000


def test_hostile_formulas(reader):
    text = "\n\n".join(f"Number {n}:\n\n$$\n{tex}\n$$" for n, tex in enumerate(HOSTILE))
    page, shown = show(reader, "tex-wicked", text + "\n\nAnd $x^2$ at last.", piece_length=97)
    expect(shown).to_contain_text("at last.")
    expect(shown.locator(".math").last).to_have_class("math set")
    assert shown.locator(".math").count() > len(HOSTILE) - 2
    for n in (5, 6, 7, 8):
        expect(shown).to_contain_text(HOSTILE[n][:20])
    expect(shown.locator("a, img, [style]")).to_have_count(0)
    expect_only_formulas(page, shown)
    # However large they want to be, they do not make the chat wider, or cover what is beside it.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#log").evaluate("log => log.scrollWidth <= log.clientWidth")
    assert page.locator("#log").evaluate("log => log.scrollHeight") < 30_000
