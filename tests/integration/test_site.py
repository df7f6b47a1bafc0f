"""The site of a published file: what its pages say against what the file says, read from their HTML by html.parser."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from click.testing import CliRunner, Result

from ingestion import cli
from ingestion.site.build import Built, build_site
from ingestion.warehouse.settings import PROJECT, Settings
from tests.integration.published import Published, query

_GLOSSARY = PROJECT / "seeds" / "glossary.csv"
_VOID = {"meta", "link", "input", "br", "use", "line", "rect", "path", "circle"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} &lt;"
FORMULA = '=HYPERLINK("http://example.org")'

pytestmark = pytest.mark.slow


@dataclass
class Element:
    """An element of a page with what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        parts = [one if isinstance(one, str) else one.text() for one in self.children]
        return " ".join(" ".join(parts).split())

    def all(self, tag: str, name: str | None = None) -> Iterator[Element]:
        for one in self.children:
            if isinstance(one, Element):
                if one.tag == tag and (name is None or name in one.attributes.get("class", "").split()):
                    yield one
                yield from one.all(tag, name)


class _Reader(HTMLParser):
    """A page as a tree; a tag that is not closed, or closes another, is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(path: Path) -> Element:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert len(reader.open) == 1, reader.open[-1].tag
    return reader.open[0]


@dataclass(frozen=True)
class Site:
    """A built site with the file that it is of."""

    folder: Path
    published: Published
    built: Built
    pages: dict[str, Element]


@pytest.fixture(scope="session")
def site(excerpts: Published, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of a fresh clone's file."""
    folder = tmp_path_factory.mktemp("site") / "a path with spaces" / "site"
    built = build_site(excerpts.settings.database, folder, _GLOSSARY)
    pages = {path.relative_to(folder).as_posix(): read(path) for path in sorted(folder.rglob("*.html"))}
    return Site(folder, excerpts, built, pages)


def test_every_page_is_there_in_both_languages_and_small(site: Site) -> None:
    swedish = {name for name in site.pages if not name.startswith("en/")}
    assert {f"en/{name}" for name in swedish} == set(site.pages) - swedish
    assert len(site.pages) == site.built.pages > 500
    assert site.built.largest == max((site.folder / name).stat().st_size for name in site.pages) < 150_000
    for name, page in site.pages.items():
        root = next(page.all("html"))
        assert root.attributes["lang"] == ("en" if name.startswith("en/") else "sv")
        assert len(list(page.all("h1"))) == 1


def test_every_link_leads_to_a_file_of_the_site_and_to_its_anchor(site: Site) -> None:
    anchors = {name: {one.attributes["id"] for one in _elements(page) if "id" in one.attributes}
               for name, page in site.pages.items()}  # fmt: skip
    followed = 0
    for name, page in site.pages.items():
        ids = [one.attributes["id"] for one in _elements(page) if "id" in one.attributes]
        assert len(ids) == len(set(ids)), name
        for tag, attribute in (("a", "href"), ("script", "src"), ("link", "href"), ("use", "href")):
            for one in page.all(tag):
                parts = urlsplit(one.attributes[attribute])
                assert not parts.scheme and not parts.netloc, (name, one.attributes)
                target = (site.folder / name).parent / unquote(parts.path) if parts.path else site.folder / name
                assert target.is_file(), (name, one.attributes)
                if parts.fragment:
                    page_name = target.resolve().relative_to(site.folder.resolve()).as_posix()
                    assert parts.fragment in anchors[page_name], (name, one.attributes)
                followed += 1
    assert followed > 10_000


def _elements(page: Element) -> Iterator[Element]:
    for one in page.children:
        if isinstance(one, Element):
            yield one
            yield from _elements(one)


def test_no_page_can_ask_for_anything_elsewhere_or_run_anything(site: Site) -> None:
    for name, page in site.pages.items():
        policy = next(one for one in page.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy")
        assert policy.attributes["content"].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert [one.attributes for one in page.all("script")] == [
            {"src": next(iter(page.all("body"))).attributes["data-site"] + "search.js", "defer": ""}
        ], name
        for one in _elements(page):
            assert not [key for key in one.attributes if key.startswith("on") or key == "style"], (name, one)
            assert one.tag not in ("img", "iframe", "style", "object", "embed", "form", "base"), (name, one.tag)


def test_every_outcome_and_target_stands_on_its_councils_page_and_leads_to_its_print(site: Site) -> None:
    rows = query(
        site.published.settings,
        "select c.district_id, c.year, c.indicator, c.outcome, o.as_printed, c.annual_target_as_printed, c.target_met "
        "from marts.district_comparison c left join marts.fct_indicator f on c.indicator_id = f.indicator_id "
        "and c.district_id = f.district_id and f.period_id = c.year::varchar and f.gender = 'total' "
        "left join marts.fct_reported_value o on f.outcome_reported_value_id = o.reported_value_id",
    )
    told: dict[tuple[str, int, str], list[Element]] = {}
    for name, page in site.pages.items():
        if found := re.fullmatch(r"namnd/(.+)-(\d{4})(?:-\d)?\.html", name):
            for table in page.all("table", "f"):
                if next(table.all("th")).text() != "Indikator":
                    continue
                for row in list(table.all("tr"))[1:]:
                    link = next(next(row.all("th")).all("a"))
                    key = (found[1], int(found[2]), link.text())
                    assert key not in told
                    told[key] = list(row.all("td"))
    assert len(told) == len(rows) > 500
    for district, year, indicator, outcome, outcome_print, target_print, met in rows:
        picture, outcome_cell, target_cell, _, state = told[district, year, indicator]
        if outcome is not None:
            assert _printed_at(site, outcome_cell).count(outcome_print), (indicator, outcome_print)
            assert _number(outcome_cell.text()) == pytest.approx(outcome)
        else:
            assert next(outcome_cell.all("span", "e"), None) or "hela året" in outcome_cell.text(), indicator
        if target_print is not None:
            assert _printed_at(site, target_cell).count(target_print), (indicator, target_print)
        assert {True: "nått", False: "missat"}.get(met, "") in next(state.all("b")).text()
        assert len(list(picture.all("svg"))) == 1


def _printed_at(site: Site, cell: Element) -> list[str]:
    """What is printed in the row that a figure leads to."""
    href = urlsplit(next(cell.all("a")).attributes["href"])
    page = site.pages[(Path("namnd") / href.path).as_posix().replace("namnd/../", "")]
    row = next(one for one in page.all("article") if one.attributes.get("id") == href.fragment)
    return [quote.text() for quote in row.all("q")]


def _number(text: str) -> float:
    found = re.match(r"−?[\d\u00a0 ]+(?:,\d+)?", text)
    assert found, text
    return float(found[0].replace("−", "-").replace("\u00a0", "").replace(" ", "").replace(",", "."))


def test_each_kind_of_empty_is_told_apart(site: Site) -> None:
    """Ambiguous, withheld, not yet, not printed, in words: each has its icon, as many as the file has."""
    kinds: Counter[str] = Counter()
    icons: dict[str, set[str]] = {}
    for name, page in site.pages.items():
        if re.fullmatch(r"namnd/.+-\d{4}(?:-\d)?\.html", name):
            for table in page.all("table", "f"):
                for chip in table.all("span", "e"):
                    kind = chip.attributes["class"].split()[1]
                    kinds[kind] += 1
                    icons.setdefault(kind, set()).add(next(chip.all("use")).attributes["href"])
                    assert chip.text()
    assert all(len(one) == 1 for one in icons.values())
    assert len(set.union(*icons.values())) == len(icons) >= 4
    undecided = query(
        site.published.settings,
        "select count(distinct (f.indicator_id, f.district_id, p.year, m.measure)) from marts.fct_indicator f "
        "join marts.dim_period p using (period_id), (values ('outcome'), ('annual_target')) m(measure) "
        "where f.gender = 'total' and contains(f.undecided_measures, m.measure) and (m.measure = 'outcome' or p.kind = "
        "'year') and not exists (select 1 from marts.fct_indicator o join marts.dim_period q using (period_id) "
        "where o.indicator_id = f.indicator_id and o.district_id = f.district_id and q.year = p.year "
        "and o.gender = 'total' and o.outcome is not null and m.measure = 'outcome')",
    )
    assert kinds["ambiguous"] == undecided[0][0] > 0
    withheld = [chip for page in site.pages.values() for chip in page.all("span", "withheld")]
    assert [one for one in withheld if one.text().startswith("undanhållen")]


def test_a_csv_below_a_picture_holds_the_rows_of_the_picture(site: Site) -> None:
    checked = 0
    for name, page in site.pages.items():
        for section in page.all("section"):
            tables = list(section.all("table", "f"))
            links = [one.attributes["href"] for one in section.all("a") if one.attributes["href"].endswith(".csv")]
            if not tables:
                continue
            assert len(links) == 1, name
            text = ((site.folder / name).parent / links[0]).read_text(encoding="utf-8")
            rows = list(csv.DictReader(io.StringIO(text)))
            names = [next(row.all("th")) for row in list(tables[0].all("tr"))[1:]]
            assert len(rows) == len(names), (name, links)
            for row, shown in zip(rows, names, strict=True):
                names_of_row = (row.get("indicator"), row["district"], row.get("subject"))
                # Below the name stand the period, or what is asked for.
                assert any(shown.text().startswith(" ".join(one.split())) for one in names_of_row if one), name
            checked += 1
    assert checked > 300


def test_the_pages_that_answer_the_ten_questions_are_there(site: Site) -> None:
    told = (PROJECT / "docs" / "questions.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+/[a-z0-9-]+\.html)`", told))
    assert len(named) > 10 and named <= set(site.pages)


def test_no_council_is_ranked_among_fewer_than_three(site: Site) -> None:
    assert query(site.published.settings, "select count(*) from marts.district_comparison where rank is not null")[0][0]
    assert not [name for name, page in site.pages.items() if re.search(r"\bplats \d", page.text())]


@pytest.mark.parametrize(("districts", "places"), [(2, []), (3, ["plats 1 av 3", "plats 2 av 3"])])
def test_a_place_is_shown_among_three_councils_and_not_among_two(
    workshop: Published, tmp_path: Path, districts: int, places: list[str]
) -> None:
    database = tmp_path / "ranked.duckdb"
    shutil.copyfile(workshop.settings.database, database)
    with duckdb.connect(str(database)) as connection:
        key = connection.execute("select min(indicator_id) from marts.district_comparison").fetchall()[0][0]
        connection.execute(
            "update marts.district_comparison set outcome = 5, outcome_unit = unit, is_final = true, districts = ?, "
            "rank = case district_id when 'bromma' then 2 else 1 end where indicator_id = ?",
            [districts, key],
        )
    build_site(database, tmp_path / "site", _GLOSSARY)
    page = read(tmp_path / "site" / "indikator" / f"{key}.html")
    assert re.findall(r"plats \d av \d", page.text()) == places
    rows = [next(row.all("th")).text() for row in next(page.all("table", "f")).all("tr")][1:]
    # By place where there is one, else by name.
    assert rows == (["Farsta", "Bromma"] if places else ["Bromma", "Farsta"])


def test_words_of_the_file_that_the_pages_show_are_translated(site: Site) -> None:
    """Reasons and notes of a closed list: only what documents and rules say in free words stays English."""
    english = Counter(
        one.text()
        for name, page in site.pages.items()
        if name.startswith(("indikator/", "mal/", "kon/"))
        for one in page.all("span")
        if one.attributes.get("lang") == "en"
    )
    assert english == Counter()


def test_money_stands_with_the_cell_that_prints_it(site: Site) -> None:
    rows = query(
        site.published.settings,
        "select m.year, m.district, m.subject, c.as_printed from marts.budget_comparison m "
        "inner join marts.fct_reported_money c on m.budget_money_id = c.reported_money_id",
    )
    assert len(rows) > 50
    for year, district, subject, printed in rows:
        page = site.pages[f"pengar/{year}.html"]
        section = next(one for one in page.all("section") if next(one.all("h2")).text() == subject)
        row = next(one for one in section.all("tr") if next(one.all("th")).text() == district)
        href = urlsplit(next(list(row.all("td"))[1].all("a")).attributes["href"])
        cell = next(
            one
            for one in site.pages[href.path.removeprefix("../")].all("tr")
            if one.attributes.get("id") == href.fragment
        )
        assert printed == next(cell.all("q")).text()


def test_what_each_report_says_of_money_leads_to_its_cell(site: Site) -> None:
    settings = site.published.settings
    printed = dict(query(settings, "select reported_money_id, as_printed from marts.fct_reported_money"))
    columns = [name for (name,) in query(settings, "select column_name from (describe marts.budget_trail)")]
    figures = [name for name in columns if f"{name}_money_id" in columns]
    asked = ", ".join(f"{one}, {one}_money_id" for one in figures)
    checked = empty = 0
    for year, subject, district, *values in query(
        settings, f"select year, subject, district, {asked} from marts.budget_trail"
    ):
        told = [(value, key) for value, key in zip(values[::2], values[1::2], strict=True) if value is not None]
        if len(told) < 2:
            continue
        page = site.pages[f"pengar/{year}-rapport-for-rapport.html"]
        section = next(one for one in page.all("section") if next(one.all("h2")).text() == subject)
        row = next(one for one in section.all("tr") if next(one.all("th")).text() == district)
        links = [link for cell in row.all("td") for link in cell.all("a")]
        assert [_number(link.text()) for link in links] == pytest.approx([value for value, _ in told])
        for link, (_, key) in zip(links, told, strict=True):
            href = urlsplit(link.attributes["href"])
            cells = site.pages[href.path.removeprefix("../")].all("tr")
            cell = next(one for one in cells if one.attributes.get("id") == href.fragment)
            assert next(cell.all("q")).text() == printed[key]
            checked += 1
        empty += sum(1 for cell in row.all("td") for _ in cell.all("span", "e"))
    assert checked > 100 and empty > 50


def test_money_that_is_not_certain_is_told_and_a_new_kind_of_finding_has_its_page(site: Site, tmp_path: Path) -> None:
    """Figures of money that can be read in several ways are said to be so, not to be missing in print."""
    unsure = query(
        site.published.settings,
        "select district, report, report_year, count(*) from marts.fct_reported_money "
        "where column_evidence = 'ambiguous' group by all",
    )
    assert unsure
    for district, report, year, figures in unsure:
        line = f"{district} {report} {year}: {figures} siffror"
        telling = [name for name, page in site.pages.items() if line in page.text()]
        assert f"pengar/{year}.html" in telling and any(name.startswith("namnd/") for name in telling), line
    database = tmp_path / "unsure.duckdb"
    shutil.copyfile(site.published.settings.database, database)
    with duckdb.connect(str(database)) as connection:
        ((document, year),) = connection.execute(
            "select document_id, report_year from marts.fct_money where district = 'Norrmalm' and subject = "
            "'Äldreomsorg' and report = 'VB' limit 1"
        ).fetchall()
        connection.execute(
            "update marts.fct_reported_money set column_evidence = 'ambiguous' "
            "where document_id = ? and row_label = 'Äldreomsorg'",
            [document],
        )
        connection.execute(
            "update marts.budget_comparison set outcome = null, outcome_money_id = null, deviation = null, "
            "deviation_of = null, deviation_percent = null where district = 'Norrmalm' and subject = 'Äldreomsorg'"
        )
        connection.execute("create table marts.quality_novel as select * from marts.quality_money limit 1")
        connection.execute(
            "update marts.quality_novel set finding = 'odd_one', explanation = 'said in words nobody knew'"
        )
        connection.execute("comment on table marts.quality_novel is 'What came after these pages.'")
    build_site(database, tmp_path / "site", _GLOSSARY)
    page = read(tmp_path / "site" / "pengar" / f"{year}.html")
    section = next(one for one in page.all("section") if next(one.all("h2")).text() == "Äldreomsorg")
    row = next(one for one in section.all("tr") if next(one.all("th")).text() == "Norrmalm")
    assert [next(chip.all("use")).attributes["href"] for chip in list(row.all("td"))[3].all("span", "e")] == ["#e4"]
    novel = read(tmp_path / "site" / "fynd" / "novel.html").text()
    assert "What came after these pages." in novel and "odd_one" in novel and "said in words nobody knew" in novel
    assert "quality_novel" in read(tmp_path / "site" / "fynd" / "index.html").text()


def test_the_same_file_gives_the_same_bytes_and_the_command_says_what_it_made(
    workshop: Published, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        options = ["site", "--output", str(folder), "--database", str(workshop.settings.database)]
        done = CliRunner().invoke(cli.main, options)
        assert done.exit_code == 0, done.output
        assert "pages" in done.output
    written = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in folders
    ]
    assert written[0] == written[1] and len(written[0]) > 50


@pytest.mark.parametrize("output", ["", "x.xlsx", "{}/other"])
def test_the_command_leaves_what_is_no_site(workshop: Published, tmp_path: Path, output: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine", encoding="utf-8")
    options = ["site", "--output", output.format(tmp_path), "--database", str(workshop.settings.database)]
    assert CliRunner().invoke(cli.main, options).exit_code == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["other", "thesis.txt"]


_NAMES = """
    select columns.table_name, columns.column_name
    from duckdb_columns() as columns
    where
        schema_name = 'marts'
        and data_type = 'VARCHAR'
        and not exists (
            select 1
            from duckdb_constraints() as keys
            where
                keys.constraint_type = 'PRIMARY KEY'
                and keys.schema_name = 'marts'
                and keys.table_name = columns.table_name
                and list_contains(keys.constraint_column_names, columns.column_name)
        )
        and column_name in (
            'activity', 'annual_target_as_printed', 'annual_target_unit', 'as_printed', 'assessment', 'column_label',
            'district', 'explanation', 'indicator', 'kf_target_as_printed', 'name', 'note', 'outcome_unit',
            'printed_name', 'reason', 'row_label', 'source_file', 'subject', 'title', 'unit', 'url'
        )
"""


def test_a_file_of_another_malbild_is_told_from_one_that_can_be_shown(workshop: Published, tmp_path: Path) -> None:
    database = tmp_path / "older.duckdb"
    shutil.copyfile(workshop.settings.database, database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table marts.fct_volume")
    done = CliRunner().invoke(cli.main, ["site", "--output", str(tmp_path / "site"), "--database", str(database)])
    assert done.exit_code == 2 and "fct_volume" in done.output and "refresh" in done.output
    assert not (tmp_path / "site").exists()


def test_names_of_documents_carry_no_markup_and_no_formula(workshop: Published, tmp_path: Path) -> None:
    """Every name and printed text of the published file replaced by a hostile one: pages, search, CSV and workbook."""
    database = tmp_path / "hostile.duckdb"
    shutil.copyfile(workshop.settings.database, database)
    with duckdb.connect(str(database)) as connection:
        columns = connection.execute(_NAMES).fetchall()
        assert len(columns) > 100
        for table, column in columns:
            text = f"{FORMULA}{HOSTILE}" if column in ("as_printed", "unit", "district") else f"{HOSTILE}{FORMULA}"
            text = "javascript:alert(1)" if column == "url" else text
            connection.execute(f'update marts."{table}" set "{column}" = ?', [text])
    build_site(database, tmp_path / "site", _GLOSSARY)
    shown = 0
    for path in (tmp_path / "site").rglob("*.html"):
        page = read(path)
        assert len(list(page.all("script"))) == 1, path
        for one in _elements(page):
            assert one.tag != "img" and not [key for key in one.attributes if key.startswith("on")], path
            assert not one.attributes.get("href", "").startswith("javascript:")
        shown += HOSTILE in page.text()
    assert shown > 20
    index = (tmp_path / "site" / "search-index.js").read_text(encoding="utf-8")
    assert index.isascii() and "<" not in index
    tables = list((tmp_path / "site" / "data").glob("*.csv"))
    assert len(tables) > 10
    for path in tables:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            assert not [cell for cell in row if re.match(r"[=+@]|-(?!\d)", cell)], path
    options = ["export", "--excel", str(tmp_path / "a.xlsx"), "--database", str(database)]
    done = CliRunner().invoke(cli.main, options)
    assert done.exit_code == 0, done.output


def test_the_pages_are_made_without_what_builds_the_file() -> None:
    """The site reads the published file: neither dbt, Great Expectations nor a reader of documents is loaded."""
    code = (
        "import sys, ingestion.site.build; "
        "print([one for one in sys.modules if one.startswith(('dbt', 'great_expectations', 'ingestion.extraction', "
        "'ingestion.documents', 'ingestion.commands'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=PROJECT)
    assert done.stdout.strip() == "[]"


def _refresh(settings: Settings, *options: object) -> Result:
    arguments = ["refresh", "--documents", settings.documents, "--database", settings.database, *options]
    return CliRunner().invoke(cli.main, [str(one) for one in arguments])


def test_a_refresh_keeps_its_site_and_leaves_one_that_is_up_to_date(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    done = _refresh(settings, "--site", folder)
    assert done.exit_code == 0, done.output
    made = folder.stat().st_ino
    assert (folder / "index.html").exists()
    # Nothing has changed, neither the file nor what makes the pages.
    assert _refresh(settings, "--site", folder).exit_code == 0
    assert folder.stat().st_ino == made
    mark = json.loads((folder / "malbild-site.json").read_text(encoding="utf-8"))
    (folder / "malbild-site.json").write_text(json.dumps({**mark, "maker": "older pages"}), encoding="utf-8")
    assert _refresh(settings, "--site", folder).exit_code == 0
    assert folder.stat().st_ino != made
    assert json.loads((folder / "malbild-site.json").read_text(encoding="utf-8")) == mark


def test_a_site_that_cannot_be_made_is_told_and_the_file_stays_published(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    assert _refresh(settings, "--site", folder).exit_code == 0
    before = (folder / "index.html").read_bytes()
    (folder / "malbild-site.json").write_text("{}", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingestion.commands.site.build_site", full)
    done = _refresh(settings, "--site", folder)
    assert done.exit_code == 5
    assert "No space left" in done.output and "the file is published" in done.output
    assert (folder / "index.html").read_bytes() == before


def test_a_folder_of_somebody_else_is_refused_before_anything_is_read(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine", encoding="utf-8")
    (settings.documents / "new.txt").write_text("not read", encoding="utf-8")
    done = _refresh(settings, "--site", tmp_path / "other")
    assert done.exit_code == 2 and "something else" in done.output
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["thesis.txt"]
