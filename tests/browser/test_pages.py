"""The pages in a real Chromium, opened from the file system. Run by `make site-tests`, not by `.ci/run`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opened import KINDS, WIDTHS, Opened, keep
from tests.integration.published import query

pytestmark = pytest.mark.slow


def test_every_page_opens_without_a_request_elsewhere_and_without_an_error(opened: Opened) -> None:
    names = sorted(path.relative_to(opened.folder).as_posix() for path in opened.folder.rglob("*.html"))
    wrong: list[str] = []
    with opened.page() as page:
        page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: wrong.append(f"{page.url}: {request.url} failed"))
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        for name in names:
            page.goto(opened.address(name))
    assert wrong == []
    root = opened.folder.as_uri()
    assert [url for url in asked if not url.startswith(root)] == []
    assert len(names) > 500 and {opened.address(name) for name in names} <= asked


def test_a_page_that_asks_elsewhere_would_be_found(opened: Opened, tmp_path: Path) -> None:
    """The policy of the pages stops a request, and the browser says so: the test above can fail."""
    text = (opened.folder / "index.html").read_text(encoding="utf-8")
    path = tmp_path / "index.html"
    path.write_text(text.replace("</h1>", "</h1><img src='https://example.org/x.png' alt='x'>"), encoding="utf-8")
    said: list[str] = []
    with opened.page() as page:
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
    assert any("Content Security Policy" in one for one in said)


@pytest.mark.parametrize("width", WIDTHS)
def test_text_and_marks_stay_readable(opened: Opened, width: int) -> None:
    with opened.page(width) as page:
        for name in (*KINDS, "en/index.html", "en/namnd/norrmalm-2021.html"):
            page.goto(opened.address(name))
            keep(page, name, width)
            found = page.evaluate(_LAYOUT)
            assert found["overflow"] <= width, (name, found["overflow"])
            assert found["small"] == [], name
            assert found["cut"] == [], name
            assert found["short"] == [], name


_LAYOUT = """() => {
  const seen = element => element.checkVisibility() && !element.closest('.hide, .skip, thead')
    && element.getClientRects().length > 0;
  const small = [], cut = [], short = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !seen(parent)) continue;
    if (parseFloat(getComputedStyle(parent).fontSize) < 12) small.push(texts.currentNode.textContent);
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const box = range.getBoundingClientRect();
    const beyond = box.right > innerWidth + 1 || box.left < -1;
    if (beyond && !parent.closest('.scroll')) cut.push(texts.currentNode.textContent);
  }
  for (const axis of document.querySelectorAll('svg.s line.a, svg.y line.a, svg.xy line.a'))
    if (seen(axis.ownerSVGElement) && axis.getBoundingClientRect().width < 120) short.push(axis.outerHTML);
  for (const mark of document.querySelectorAll('svg.s use, svg.y use, svg.xy use')) {
    const box = mark.getBoundingClientRect();
    if (!/#[rl]$/.test(mark.getAttribute('href')) && Math.max(box.width, box.height) < 9) short.push(mark.outerHTML);
  }
  for (const cell of document.querySelectorAll('main td, main th'))
    if (seen(cell) && !cell.closest('.scroll') && cell.scrollWidth > cell.clientWidth + 1) cut.push(cell.textContent);
  return {overflow: document.documentElement.scrollWidth, small, cut, short};
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_serious_fault(opened: Opened, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: `make site-tests` has it").Axe()
    with opened.page(width) as page:
        for name in (*KINDS, *(f"en/{one}" for one in KINDS[::4])):
            page.goto(opened.address(name))
            violations = axe.run(page).response["violations"]
            serious = [
                (one["id"], one["help"], one["nodes"][0]["html"][:200])
                for one in violations
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], name


_MARKS = """() => [...document.querySelectorAll('main section')].flatMap(section =>
  [...section.querySelectorAll('tbody tr')].filter(row => row.querySelector('svg.s')).map(row => {
    const axis = row.querySelector('svg.s line.a').getBoundingClientRect();
    const ends = [...row.querySelectorAll('.x span')].map(one => one.textContent);
    const marks = [...row.querySelectorAll('svg.s use')].map(use => {
      const box = use.getBoundingClientRect();
      return [use.getAttribute('href').slice(1), (box.left + box.right - 2 * axis.left) / (2 * axis.width)];
    });
    const head = row.querySelector('th');
    return {section: section.querySelector('h2').textContent, name: head.querySelector('a').textContent,
            under: head.querySelector('small')?.textContent ?? '', ends, marks};
  }))"""


def _value(text: str) -> float:
    found = re.match(r"−?[\d\u00a0]+(?:,\d+)?", text)
    assert found, text
    return float(found[0].replace("−", "-").replace("\u00a0", "").replace(",", "."))


@pytest.mark.parametrize("width", WIDTHS)
def test_marks_stand_where_the_mart_says(opened: Opened, width: int) -> None:
    """All figures of the three indicators with most of them, read back from where their marks are on the screen."""
    settings = opened.published.settings
    chosen = query(
        settings,
        "select c.indicator_id, c.indicator from marts.district_comparison c where c.annual_target_kind = 'value' "
        "group by all order by count(c.outcome) + count(c.annual_target) + count(c.kf_target) desc, 1 limit 3",
    )
    checked = 0
    for key, indicator in chosen:
        with opened.page(width) as page:
            page.goto(opened.address(f"indikator/{key}.html"))
            assert page.inner_text("h1") == indicator
            rows = page.evaluate(_MARKS)
        expected = _expected(settings, key)
        drawn: dict[tuple[str, str], dict[str, float]] = {}
        for row in rows:
            low, high = map(_value, row["ends"])
            # 'tertial 1 2019' is the period 2019-T1
            under = re.sub(r"tertial (\d) (\d{4})", r"\2-T\1", row["under"])
            period = row["section"] if row["section"].isdigit() else under
            for mark, share in row["marks"]:
                if mark not in "rl":
                    # A thousandth of the axis: what a screen's pixels leave.
                    drawn.setdefault((row["name"], period), {})[mark] = low + share * (high - low)
                    checked += 1
                    want = expected[row["name"], period][mark]
                    assert abs(low + share * (high - low) - want) < (high - low) / 500, (indicator, row, mark, want)
        missing = {(at, mark) for at, marks in expected.items() for mark in marks if mark not in drawn.get(at, {})}
        assert missing == set()
    assert checked > 25


_POINTS = """() => {
  const picture = document.querySelector('svg.xy');
  const across = picture.querySelector('line.a').getBoundingClientRect();
  const up = picture.querySelector('line.zero').getBoundingClientRect();
  const marks = [...picture.querySelectorAll('use')].map(use => {
    const box = use.getBoundingClientRect();
    const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return [(middle[0] - across.left) / across.width, (up.bottom - middle[1]) / up.height];
  });
  const section = picture.closest('section');
  const names = [...section.querySelectorAll('tbody th')].map(one => one.textContent);
  return {ends: section.querySelector('p.x').children[2].textContent, marks, names,
          numbers: [...picture.querySelectorAll('text:not(.level)')].map(one => one.textContent)};
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_points_stand_where_money_and_goals_say(opened: Opened, width: int) -> None:
    """Each area of a council: its deviation from budget across, the share of indicators that met their årsmål up."""
    expected = {
        subject: (deviation, met / (met + missed))
        for subject, deviation, met, missed in query(
            opened.published.settings,
            "select subject, deviation_percent, indicators_met, indicators_missed from marts.money_goal_overview "
            "where district = 'Norrmalm' and year = 2021 and deviation_percent is not null "
            "and indicators_met + indicators_missed > 0",
        )
    }
    assert len(expected) > 5
    with opened.page(width) as page:
        page.goto(opened.address("namnd/norrmalm-2021.html"))
        found = page.evaluate(_POINTS)
    reach = _value(found["ends"])
    assert [name.split(" ", 1)[0] for name in found["names"]] == found["numbers"]
    shown = dict(zip((name.split(" ", 1)[1] for name in found["names"]), found["marks"], strict=True))
    assert set(shown) == set(expected)
    for subject, (deviation, share) in expected.items():
        across, up = shown[subject]
        assert abs((2 * across - 1) * reach - deviation) < reach / 100, subject
        assert abs(up - share) < 0.01, subject


def _expected(settings: Any, key: str) -> dict[tuple[str, str], dict[str, float]]:
    """What is to be drawn for an indicator: by council and period, the value of each mark."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for district, year, outcome, final, target, kf, unit in query(
        settings,
        "select district, year, outcome, is_final, case when annual_target_kind = 'value' then annual_target end, "
        "case when kf_target_kind = 'value' then kf_target end, unit from marts.district_comparison "
        f"where indicator_id = '{key}'",
    ):
        marks = {"o" if final else "p": outcome, "t": target, "k": kf}
        interim = query(
            settings,
            "select f.outcome from marts.fct_indicator f join marts.dim_period p using (period_id) "
            f"where f.gender = 'total' and f.indicator_id = '{key}' and f.district = '{district}' "
            f"and p.year = {year} and p.kind <> 'year' "
            "and f.outcome is not null order by p.ends_on desc limit 1",
        )
        if outcome is None and interim:
            marks["q"] = interim[0][0]
        found[district, str(year)] = {mark: value for mark, value in marks.items() if value is not None}
        assert unit
    for district, period, women, men in query(
        settings, f"select district, period_id, women, men from marts.gender_gap where indicator_id = '{key}'"
    ):
        # A dumbbell of a whole year stands under the same name and year as the row above.
        found.setdefault((district, period), {}).update({"w": women, "m": men})
    return found


def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened: Opened) -> None:
    for name in ("index.html", "namnd/norrmalm-2021.html", "indikator/sjukfranvaro.html"):
        with opened.page() as page:
            page.goto(opened.address(name))
            count = page.evaluate(
                "[...document.querySelectorAll('a[href], input, summary, [tabindex=\"0\"]')]"
                ".filter(one => one.checkVisibility()).length"
            )
            reached = set()
            for number in range(count):
                page.keyboard.press("Tab")
                state = page.evaluate(
                    "(() => { const one = document.activeElement, style = getComputedStyle(one); const all = "
                    "[...document.querySelectorAll('*')]; return [all.indexOf(one), one.className, style.outlineStyle, "
                    "one.getBoundingClientRect().left]; })()"
                )
                reached.add(state[0])
                if number == 0:
                    assert state[1] == "skip" and state[3] >= 0
                elif number < 30:
                    assert state[2] != "none", (name, state)
            assert len(reached) == count, name


def test_the_search_finds_indicators_and_councils_and_is_worked_by_keys(opened: Opened) -> None:
    for language in ("", "en/"):
        with opened.page() as page:
            page.goto(opened.address(f"{language}kon/2021.html"))
            page.focus("#sought")
            page.keyboard.type("SJUKFRANVARO")
            page.wait_for_selector("#found li")
            assert "Sjukfrånvaro" in page.inner_text("#found")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/{language}indikator/sjukfranvaro*.html")
            page.focus("#sought")
            page.keyboard.type("norrmalm 2021")
            page.wait_for_selector("#found li")
            assert page.locator("#found a").first.inner_text() == "Norrmalm 2021"
            page.fill("#sought", "qqqq")
            assert page.locator("#found li").count() == 0
            assert page.inner_text("#told") in ("Inget hittades", "Nothing found")


def test_the_pages_work_without_javascript_and_print_without_what_is_for_the_screen(opened: Opened) -> None:
    with opened.page(java_script_enabled=False) as page:
        page.goto(opened.address("index.html"))
        assert not page.is_visible("#search")
        page.click("a.v.in >> nth=0")
        assert page.locator("svg.s use").count() > 50
        page.click("p.language a")
        assert "/en/namnd/" in page.url and page.locator("html").get_attribute("lang") == "en"
        page.emulate_media(media="print")
        assert not page.is_visible("header nav") and page.is_visible("main table")
