"""How a page is looked at: axe, keyboard, narrow screen, strangers, console, paper."""

from __future__ import annotations

import base64
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
# What of a page a reader of the documentation needs to know it again.
PICTURE = {"width": 1024, "height": 900}
PAPER = {"width": 816, "height": 1056}  # letter at 96 dots an inch
_TALLEST = 4000
_ALIKE = 16
# Reads what can be reached: visible controls that are not disabled; of radio buttons one a group.
_CONTROLS = """() => {
  const named = new Set();
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  return all.filter((e) => {
    if (e.disabled || e.tabIndex < 0) return false;
    if (!e.checkVisibility({visibilityProperty: true})) return false;
    if (e.type === 'radio') {
      const key = (e.form ? [...document.forms].indexOf(e.form) : '') + e.name;
      if (named.has(key)) return false;
      named.add(key);
    }
    return true;
  }).map((e, i) => { e.dataset.wlReach = String(i); return e.outerHTML.slice(0, 120); });
}"""
# Asked at the next Tab, of what the last one reached: by then it stands where one sees it.
_WATCH = """() => {
  const focused = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const s = getComputedStyle(e), r = e.getBoundingClientRect();
    let key = e.dataset.wlReach;
    if (key === undefined && e.type === 'radio') {
      const peer = [...document.querySelectorAll('input[type=radio]')].find(
        (p) => p.name === e.name && p.form === e.form && p.dataset.wlReach !== undefined);
      key = peer && peer.dataset.wlReach;
    }
    const label = e.labels && e.labels[0];
    const ring = [s, ...(label ? [getComputedStyle(label, '::before')] : [])].some((t) =>
      (t.outlineStyle !== 'none' && parseFloat(t.outlineWidth) >= 2) || t.boxShadow !== 'none');
    return {key: key ?? null, ring, html: e.outerHTML.slice(0, 120),
            seen: r.bottom > 0 && r.top < innerHeight};
  };
  const went = [];
  const note = (event) => { if (event.key === 'Tab') went.push(focused()); };
  if (document.activeElement) document.activeElement.blur();
  addEventListener('keydown', note, true);
  window.wlWent = () => {
    removeEventListener('keydown', note, true);
    return [...went, focused()].filter((at) => at);
  };
}"""


class _Shape(HTMLParser):
    """The bones of a page: its tags with classes and kinds, repeated rows once; and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.bones: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        kept = ("class", "type", "role", "name", "open", "disabled", "hidden")
        self.bones.append(tag + "".join(f"[{k}={found[k]}]" for k in kept if k in found))
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        # What works without a script has somewhere to go and something to send.
        if tag == "a" and found.get("href", "").strip() in ("", "#"):
            self.faults.append("a link that goes nowhere without a script")
        if tag == "a" and found.get("href", "").lower().startswith("javascript:"):
            self.faults.append("a link that is a script")
        if tag == "button" and found.get("type") == "button":
            self.faults.append("a button that does nothing without a script")
        if any(name.startswith("hx-") for name in found) and tag not in ("a", "form", "button"):
            self.faults.append(f"a <{tag}> that only htmx acts on")


def shape(html: str) -> _Shape:
    """The bones, links and faults of a page's source."""
    parsed = _Shape()
    parsed.feed(html)
    bones: list[str] = []
    for bone in parsed.bones:
        if bone not in bones[-12:]:
            bones.append(bone)
    parsed.bones = bones
    return parsed


def pattern(route: str) -> re.Pattern[str]:
    """A registered route as a pattern of paths."""
    if route.startswith("/^") or "(?P<" in route:
        text = re.sub(r"[\^$]|\\Z", "", route)
        return re.compile(text + r"\Z")
    parts = re.split(r"(<[^>]+>)", route)
    made = "".join(
        (".+" if part.startswith("<path:") else "[^/]+")
        if part.startswith("<")
        else re.escape(part)
        for part in parts
    )
    return re.compile(made + r"\Z")


class Found:
    """The pages that somebody of a role can open, and what answered otherwise."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.routes: dict[str, str] = {}
        self.broken: list[str] = []


class Visitor:
    """Looks at the site's pages as somebody of any role, with one browser.

    Pictures of them are taken into `screens`; nothing is checked of a picture.
    """

    def __init__(self, browser: Any, site: Any, screens: Path | None, axe: str) -> None:
        self.browser, self.site, self.screens = browser, site, screens
        self._axe = axe
        self._contexts: dict[tuple[str, bool], Any] = {}
        self._tabs: dict[str, Any] = {}
        self._seen: set[str] = set()
        self._taken: set[Path] = set()
        self._routes = [(entry, pattern(entry["route"])) for entry in site.addresses]

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts.values():
            context.close()

    def cookies(self, role: str) -> dict[str, str]:
        """The cookies of somebody signed in in `role`; empty: of nobody."""
        return {self.site.cookie: self.site.sessions[role]} if role else {}

    def route_of(self, path: str) -> str:
        """The registered name of a path; empty: it is no page of the portal."""
        bare = urlsplit(path).path
        for entry, matches in self._routes:
            if matches.fullmatch(bare):
                return str(entry["name"])
        return ""

    def _kind(self, path: str) -> str:
        """What makes two addresses alike: the same page, asked by the same names."""
        query = parse_qsl(urlsplit(path).query, keep_blank_values=True)
        return f"{self.route_of(path)}?{sorted({name for name, _ in query})}"

    def crawl(self, role: str, most: int = 1200) -> Found:
        """Follow every link from every address that has no parameter."""
        found = Found()
        start = [entry["route"] for entry in self.site.addresses if "<" not in entry["route"]]
        plain = [route for route in start if not re.search(r"[\\^$(]", route)]
        queue = ["/", *self.site.unlinked, "/nothing-is-here/", *plain]
        shapes: set[str] = set()
        asked: set[str] = set()
        linked: set[str] = set()
        kinds: Counter[str] = Counter()
        with httpx.Client(base_url=self.site.url, timeout=30, cookies=self.cookies(role)) as client:
            while queue and len(asked) < most:
                path = queue.pop(0)
                if path in asked:
                    continue
                asked.add(path)
                answer = client.get(path, headers={"accept": "text/html"})
                if answer.status_code >= 500 or (answer.status_code >= 400 and path in linked):
                    found.broken.append(f"{answer.status_code} {path}")
                if answer.status_code == 200:
                    found.routes.setdefault(self.route_of(path), path)
                html = "text/html" in answer.headers.get("content-type", "")
                if not html or answer.status_code in (301, 302, 303):
                    continue
                parsed = shape(answer.text)
                bones = "\n".join(parsed.bones)
                if bones not in shapes:
                    shapes.add(bones)
                    found.pages[path] = answer.text
                for link in parsed.links:
                    target = urldefrag(urljoin(self.site.url + path, link)).url
                    if target.startswith(self.site.url + "/"):
                        local = target.removeprefix(self.site.url)
                        # A few of each kind: a list of a thousand objects is one page to us.
                        kind = self._kind(local)
                        if local not in linked and kinds[kind] < _ALIKE:
                            kinds[kind] += 1
                            queue.append(local)
                        linked.add(local)
        return found

    def links(self, html: str) -> list[str]:
        """Where a page's links lead, as they stand in it."""
        return shape(html).links

    def faults(self, html: str) -> list[str]:
        """What of a page does nothing while scripts are off."""
        return shape(html).faults

    def new(self, html: str) -> bool:
        """Whether its frame or what stands within is of bones that were not looked at before.

        Thirteen roles see mostly the same, each in a frame of its own: neither is looked at
        thirteen times.
        """
        before, main, rest = html.partition("<main")
        inner, end, after = rest.partition("</main>")
        parts = {"\n".join(shape(part).bones) for part in (before + end + after, main + inner)}
        fresh = not parts <= self._seen
        self._seen |= parts
        return fresh

    def page(self, role: str, *, scripts: bool = True) -> Any:
        """A tab of somebody of `role`; contexts are kept."""
        key = (role, scripts)
        if key not in self._contexts:
            context = self.browser.new_context(
                viewport=DESKTOP, java_script_enabled=scripts, reduced_motion="reduce"
            )
            context.add_cookies(
                [
                    # A `__Host-` cookie is taken only from HTTPS; Chromium sends it to 127.0.0.1.
                    {"name": name, "value": value, "url": "https://127.0.0.1", "secure": True}
                    for name, value in self.cookies(role).items()
                ]
            )
            self._contexts[key] = context
        return self._contexts[key].new_page()

    def look(self, role: str, path: str) -> list[str]:
        """What is wrong with a page, each with its place; nothing: it is as it should be."""
        wrong: list[str] = []
        if role not in self._tabs:
            self._tabs[role] = self.page(role)
        page = self._tabs[role]
        heard = {
            "console": lambda said: wrong.extend(_told(said, page.url)),
            "pageerror": lambda error: wrong.append(f"script: {error}"),
            "request": lambda request: wrong.extend(self._stranger(request.url)),
        }
        for event, hear in heard.items():
            page.on(event, hear)
        try:
            page.goto(self.site.url + path)
            wrong += self.examine(page, path)
        finally:
            for event, hear in heard.items():
                page.remove_listener(event, hear)
        return [f"{role or 'nobody'} {path}: {fault}" for fault in wrong]

    def examine(self, page: Any, path: str) -> list[str]:
        """What is wrong with the page that stands open in a tab; with pictures of it."""
        wrong = self._accessible(page, "desktop")
        wrong += self._keyboard(page)
        self._screen(page, path, "desktop")
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            wrong.append(f"{wide} px wide on a screen of {PHONE['width']}: {_widest(page)}")
        wrong += self._accessible(page, "phone")
        self._screen(page, path, "phone")
        if self.screens:
            page.emulate_media(media="print")
            page.set_viewport_size(PAPER)
            self._screen(page, path, "print")
            page.emulate_media(media="screen")
        page.set_viewport_size(DESKTOP)
        return wrong

    def _stranger(self, url: str) -> list[str]:
        ours = url.startswith((self.site.url + "/", "data:", "blob:"))
        return [] if ours else [f"asks another host: {url[:100]}"]

    def _accessible(self, page: Any, where: str) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._axe)
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
            "resultTypes: ['violations']})",
            WCAG,
        )
        return [
            f"axe ({where}) {rule['id']}: {rule['help']}: {node['html'][:160]} "
            f"{node['failureSummary'][:200]}"
            for rule in result["violations"]
            for node in rule["nodes"][:3]
        ]

    def _keyboard(self, page: Any) -> list[str]:
        """Every control is reached by Tab, and one sees where one is."""
        controls = page.evaluate(_CONTROLS)
        page.evaluate(_WATCH)
        for _ in range(len(controls) + 3):
            page.keyboard.press("Tab")
        reached: set[int] = set()
        wrong = []
        for at in page.evaluate("wlWent()"):
            if at["key"] is not None:
                reached.add(int(at["key"]))
            if not at["ring"]:
                wrong.append(f"focus is not seen on {at['html']}")
            if not at["seen"]:
                wrong.append(f"focus is out of sight on {at['html']}")
        missed = [html for place, html in enumerate(controls) if place not in reached]
        return wrong + [f"Tab does not reach {html}" for html in missed]

    def _screen(self, page: Any, path: str, form: str) -> None:
        if self.screens is None:
            return
        name = self.route_of(path) or "other"
        file = self.screens / f"{name}-{form}.webp"
        if file not in self._taken:
            self._taken.add(file)
            _shoot(page, file, _TALLEST)

    def picture(self, role: str, path: str, name: str) -> int:
        """The status of a page, of which a picture is taken for the documentation."""
        page = self.page(role)
        try:
            page.set_viewport_size(PICTURE)
            answer = page.goto(self.site.url + path)
            assert page.locator("h1").count() == 1
            if self.screens:
                high = page.evaluate("document.body.getBoundingClientRect().height")
                low = min(int(high), PICTURE["height"])
                _shoot(page, self.screens / f"{name}.webp", low, quality=60)
            return int(answer.status)
        finally:
            page.close()


def _shoot(page: Any, file: Path, tallest: int, quality: int = 40) -> None:
    """A picture of a page from its top on."""
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], tallest), "scale": 1}
    asked = {"format": "webp", "quality": quality, "captureBeyondViewport": True, "clip": clip}
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", asked)
    session.detach()
    file.write_bytes(base64.b64decode(shot["data"]))


def _told(said: Any, url: str) -> list[str]:
    """What the console says that is an error; that a page answers 404 is none of the page's."""
    own = said.text.startswith("Failed to load resource") and said.location["url"] == url
    return [f"console: {said.text[:200]}"] if said.type in ("error", "warning") and not own else []


def _widest(page: Any) -> str:
    return str(
        page.evaluate(
            "[...document.querySelectorAll('body *')].filter("
            "e => e.getBoundingClientRect().right > 321).slice(0, 3)"
            ".map(e => e.outerHTML.slice(0, 100))"
        )
    )
