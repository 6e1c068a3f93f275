"""Answers as Markdown: everything it can hold, everything that is hostile, and both while they stream."""

import re

import pytest
from playwright.sync_api import expect

from person import STRETCH, answers_of, expect_complete, expect_tick, questions_of, text_of, words_of

EVERYTHING = """# Lighthouses

A *short* guide with **bold**, ***both***, ~~struck~~, `code`, H<sub>2</sub>O and a line<br>break. 😀 &amp; &copy;

1. first
2. second
   - nested with [a link](https://example.org/page?a=1&b=2 "A title")
   - <https://example.org/auto> and https://example.org/bare
- [x] done
- [ ] open

> A quote that goes
> over two lines.

| Name  | Height | Lit |
|:------|:------:|----:|
| Arnis |   12 m | yes |
| Brest |    7 m |  no |

```swift
let light = 1 < 2 && "<b>" != "&lt;"  // not HTML
```

~~~
a tilde fence
~~~

---

![A picture](https://example.org/picture.png) write to mail@example.org

Term[^1], $a_1 b_2$, and $5 or $10.

<details>
<summary>More</summary>

Folded *away*.

</details>

[^1]: What it means.
"""

HOSTILE = """<script>window.hacked = 1</script>

<img src=x onerror="window.hacked = 2"> <svg onload="window.hacked = 3"><style>*{display:none}</style></svg>

<iframe src="https://example.org/"></iframe><object data="https://example.org/"></object><base href="https://example.org/">

[one](javascript:window.hacked=4) [two](JaVaScRiPt:window.hacked=5) [three](&#106;avascript:window.hacked=6)
[four](data:text/html,<script>window.hacked=7</script>) [five](vbscript:x) [six]( javascript:window.hacked=8)
[seven](//example.org/evil) [eight](https://example.org/ok" onclick="window.hacked=9) <javascript:window.hacked=10>
[nine][ref] ![ten](https://example.org/track.png) ![eleven](javascript:window.hacked=11)

[ref]: javascript:window.hacked=12

<a href="javascript:window.hacked=13" onclick="window.hacked=14">click</a> <form action="https://example.org/"><input autofocus onfocus="window.hacked=15"></form>

<details open ontoggle="window.hacked=16"><summary>x</summary></details> <math><mtext><style><img src=x onerror="window.hacked=17">

```html" onmouseover="window.hacked=18
<script>window.hacked = 19</script>
```

<!-- a comment --> <![CDATA[ data ]]> <?php echo 1 ?>

| <img src=x onerror="window.hacked=20"> | [x](javascript:window.hacked=21) |
|---|---|
| {{constructor.constructor('window.hacked=22')()}} | ${window.hacked=23} |
"""

FORBIDDEN = "script, style, iframe, object, embed, img, svg, form, input, base, link, meta, video, audio"
# These come of Markdown, but not of what somebody puts into their tags.
NEVER_OF_HTML = "details, math"


def show(reader, word: str):
    person, _ = reader
    page = person.open_new_chat()
    person.ask(word)
    expect_complete(page)
    return page, words_of(answers_of(page))


def expect_harmless(page, shown):
    for link in shown.locator("a").all():
        assert re.match(r"(https?://|mailto:)", link.get_attribute("href"))
        assert set(link.get_attribute("rel").split()) >= {"noopener", "noreferrer", "nofollow"}
        assert link.get_attribute("target") == "_blank"
    assert page.evaluate("window.hacked") is None
    expect(shown.locator(FORBIDDEN)).to_have_count(0)
    attributes = shown.evaluate("""text => [...text.querySelectorAll("*")].flatMap((one) => one.getAttributeNames())""")
    assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "id", "srcdoc")]


def test_everything(reader):
    reader[1].answer("everything", EVERYTHING, piece_length=7)
    page, shown = show(reader, "everything")
    expect(shown.get_by_role("heading", name="Lighthouses")).to_be_visible()
    marks = {"strong": "bold", "em": "short", "del": "struck", "sub": "2", ":not(pre) > code": "code"}
    for tag, text in marks.items():
        expect(shown.locator(tag).filter(has_text=re.compile(f"^{text}$")).first).to_be_visible()
    expect(shown.locator("ol > li").first).to_have_text("first")
    expect(shown.locator("ol ul > li")).to_have_count(2)
    expect(shown.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/page?a=1&b=2")
    expect(shown.get_by_role("link", name="https://example.org/auto")).to_be_visible()
    expect(shown.get_by_role("link", name="https://example.org/bare")).to_be_visible()
    expect(shown.locator("blockquote")).to_contain_text("A quote that goes")
    expect(shown.locator("th")).to_have_text(["Name", "Height", "Lit"])
    expect(shown.locator("tbody tr")).to_have_count(2)
    expect(shown.locator("td").nth(1)).to_have_css("text-align", "center")
    code = shown.locator("pre code")
    assert code.first.text_content().strip() == 'let light = 1 < 2 && "<b>" != "&lt;"  // not HTML'
    expect(code.last).to_have_text("a tilde fence")
    expect(shown.locator("hr")).to_have_count(1)
    # A picture is a link: nothing is loaded from elsewhere.
    expect(shown.get_by_role("link", name="A picture")).to_have_attribute("href", "https://example.org/picture.png")
    expect(shown).to_contain_text("& ©")
    expect(shown).to_contain_text("and $5 or $10.")
    expect(shown.locator(".math math")).to_have_count(1)
    folded = shown.locator("details")
    expect(folded.get_by_text("Folded")).to_be_hidden()
    folded.get_by_text("More").click()
    expect(folded.locator("em")).to_be_visible()
    mark, note = shown.get_by_role("button", name="Footnote 1", exact=True), shown.get_by_role("note")
    expect(note).to_contain_text("What it means.")
    mark.click()
    back = note.get_by_role("button", name="Footnote 1, back to the text")
    expect(back).to_be_focused()
    back.click()
    expect(mark).to_be_focused()
    folded.get_by_text("More").click()
    expect_harmless(page, shown)

    # What streamed in is what a fresh page shows, node by node; code is coloured when there is time.
    coloured = shown.locator("pre code span").first
    expect(coloured).to_be_attached()
    streamed = shown.inner_html()
    page.reload()
    expect_complete(page)
    expect(coloured).to_be_attached()
    expect(shown.locator(".math.set")).to_have_count(1)
    assert shown.inner_html() == streamed.replace(' open=""', "")


def test_hostile_answers(reader):
    reader[1].answer("hostile", HOSTILE, piece_length=11)
    page, shown = show(reader, "hostile")
    expect(shown).to_contain_text("<script>window.hacked = 1</script>")
    expect(shown).to_contain_text("onerror")
    expect(shown.locator(NEVER_OF_HTML)).to_have_count(0)
    expect(shown.get_by_role("link", name="ten")).to_have_attribute("href", "https://example.org/track.png")
    expect_harmless(page, shown)
    # Links that lead nowhere are words.
    for name in ("one", "two", "three", "four", "five", "nine"):
        expect(shown.get_by_role("link", name=name, exact=True)).to_have_count(0)
    page.reload()
    expect_complete(page)
    expect_harmless(page, shown)


def test_hostile_questions_and_titles(reader):
    person, gemini = reader
    gemini.answer("quiet", "Yes.")
    page = person.open_new_chat()
    person.ask("quiet <img src=x onerror=window.hacked=1> **bold** [link](https://example.org/)")
    expect_complete(page)
    question = questions_of(page).locator(".text")
    expect(question).to_have_text("quiet <img src=x onerror=window.hacked=1> **bold** [link](https://example.org/)")
    assert question.evaluate("text => text.childElementCount") == 0
    expect(page.locator("#rows img, #chat-title img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_a_huge_table_does_not_hold_up_the_page(reader):
    table = "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "|b\n" * 1000
    reader[1].answer("huge", table)
    page, shown = show(reader, "huge")
    expect(shown).to_contain_text("|b")
    expect(shown.locator("td")).to_have_count(0)
    # It is still a page: what is typed shows up, and the next answer comes.
    reader[1].answer("next", "All is well.")
    reader[0].ask("next")
    expect(answers_of(page).last).to_contain_text("All is well.")


def test_deep_nesting_does_not_hold_up_the_page(reader):
    person, gemini = reader
    page = person.open_new_chat()
    for n, opening in enumerate(("> ", "- ", "[", "`", "*", "<div>")):
        gemini.answer(f"deep-{n}", opening * 3000 + f" end-{n}.")
        person.ask(f"deep-{n}")
        expect(answers_of(page).last).to_contain_text(f"end-{n}.")
        expect_complete(page)


@pytest.mark.firefox
def test_a_selection_survives_while_the_answer_streams(reader):
    person, gemini = reader
    script = gemini.prepare("select")
    script.say("The **first** words of the answer ")
    page = person.open_new_chat()
    person.ask("select")
    shown = words_of(answers_of(page))
    expect(shown).to_contain_text("words of the answer")
    shown.evaluate("""text => {
        const strong = text.querySelector("strong");
        getSelection().setBaseAndExtent(strong.firstChild, 0, strong.nextSibling, 6);
    }""")
    selected = "() => getSelection().toString()"
    assert page.evaluate(selected) == "first words"
    for n in range(30):
        script.say(f"and *more* number {n}, ")
    script.say("\n\n- a list\n- follows\n\n```\ncode\n```\n").end()
    expect_complete(page)
    assert page.evaluate(selected) == "first words"
    assert "number 29" in text_of(page)


def test_thoughts(reader):
    """They are folded away until the reader opens them, and stay open when the answer comes."""
    person, gemini = reader
    script = gemini.prepare("thoughts").think("**Looking up** the word.\n\n")
    page = person.open_new_chat()
    person.ask("thoughts")
    expect_tick(questions_of(page), "Gemini has begun to answer")
    answer = answers_of(page)
    thoughts = answer.locator(".thoughts > .text")
    expect(thoughts).to_be_hidden()
    answer.get_by_text("Thinking…").click()
    expect(thoughts.locator("strong")).to_have_text("Looking up")
    script.think("Found it.")
    expect(thoughts).to_contain_text("Found it.")
    script.say("Here it is.").end()
    expect_complete(page)
    expect(answer.get_by_text("Here it is.")).to_be_visible()
    expect(answer.get_by_text("Thoughts", exact=True)).to_be_visible()
    expect(thoughts).to_be_visible()


def test_copying_code(reader):
    person, gemini = reader
    code = '\tindent <kept>\n\n    and "this"\n'
    gemini.answer("copy", f"Look:\n\n```text\n{code}```\n")
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page, shown = show(reader, "copy")
    page.evaluate(STRETCH, 2000)  # it says so for two seconds
    shown.get_by_role("button", name="Copy").click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") == code.rstrip("\n")
