"""Openings of reports of all kinds, invented word by word in the forms that the city's documents have had since 2007.

Each comes with what is to be told of it: a council's report with its council, kind and year, or somebody else's. The
prose below every opening names other councils, boards and units, as the prose of every report does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.documents.identity import District

KINDS = ("VP", "T1", "T2", "VB")
_TITLES = {
    "VP": "Verksamhetsplan",
    "T1": "Tertialrapport 1",
    "T2": "Tertialrapport 2",
    "VB": "Verksamhetsberättelse",
}
_DEFINITE = {
    "VP": "Verksamhetsplanen",
    "T1": "Tertialrapporten",
    "T2": "Tertialrapporten",
    "VB": "Verksamhetsberättelsen",
}
BOARDS = (
    "Kulturnämnden",
    "Utbildningsnämnden",
    "Socialnämnden",
    "Äldrenämnden",
    "Trafiknämnden",
    "Stadsbyggnadsnämnden",
    "Miljö- och hälsoskyddsnämnden",
    "Trafik- och renhållningsnämnden",
    "Idrottsnämnden",
    "Fastighetsnämnden",
    "Exploateringsnämnden",
    "Kyrkogårdsnämnden",
    "Arbetsmarknadsnämnden",
    "Överförmyndarnämnden",
    "Servicenämnden",
    "Förskolenämnden",
    "Kulturförvaltningen",
    "Socialtjänstnämnden",
)
CITY = ("Kommunstyrelsen", "Kommunfullmäktige", "Stadsledningskontoret")
COMPANIES = (
    "Micasa Fastigheter i Stockholm AB",
    "AB Svenska Bostäder",
    "AB Familjebostäder",
    "AB Stockholmshem",
    "Stockholm Vatten och Avfall AB",
    "AB Stokab",
    "Skolfastigheter i Stockholm AB",
    "Stockholms Stads Parkerings AB",
)
MUNICIPALITIES = ("Huddinge kommun", "Haninge kommun", "Göteborgs Stad", "Malmö stad", "Sundbybergs stad")
FORMER_COUNCILS = ("Katarina-Sofia", "Maria-Gamla stan", "Kista", "Rinkeby", "Vantör", "Enskede-Årsta", "Liljeholmen")
SCHOOLS = (
    "Sjöängsskolan",
    "Norra Tallbackens skola",
    "Granbergs gymnasium",
    "Lilla grundskolan",
    "Alhöjdens grundskola",
)
UNITS = (
    "Bäckängens förskolor",
    "Förskolorna Hasseln och Lönnen",
    "Tallkottens förskoleenhet",
    "Alhöjdens vård- och omsorgsboende",
    "Björkhagens servicehus",
    "Södra hemtjänsten",
    "Hemtjänst Väst",
    "Enheten för ekonomiskt bistånd",
    "Enheten för stöd till barn och unga",
    "Avdelningen för äldreomsorg",
    "Beställarenheten",
    "Kvarnbackens dagliga verksamhet",
    "Lundens fritidsgård",
    "Strandens gruppbostad",
    "Mötesplats Torget",
    "Parkleken Granen",
    "Medicinskt ansvarig sjuksköterska, MAS",
)
_PHOTO = "Omslag: en vinterdag vid vattnet"


@dataclass(frozen=True)
class Told:
    """A document with what is to be told of it; district_id None: it is no council's report."""

    name: str
    lines: tuple[str, ...]
    district_id: str | None
    report: str
    year: int


def councils_report(council: District, others: Sequence[District], kind: str, year: int) -> Iterator[Told]:
    """A council's report in every form of opening."""
    for number, (form, opening) in enumerate(_council_openings(council, kind, year).items()):
        # The planning system's own header and KF's directives stand on the pages of some.
        header = [f"Stadsledningskontoret Dnr 1.1-123/{year}"] if (number + year) % 2 else []
        directives = ["Fastighetsnämnden ska, med stöd av stadsdelsnämnderna, stärka arbetet", "med tillgänglighet"]
        pages = [one for page in (1, 2, 3) for one in (f"Sid {page} (3)", *header, *directives[: 2 * len(header)])]
        body = [*_prose(council, others, year), *_table(kind, year), *pages]
        yield Told(
            f"{form} {council.district_id} {kind} {year}", (*header, *opening, *body), council.district_id, kind, year
        )


def others_report(council: District, others: Sequence[District], kind: str, year: int) -> Iterator[Told]:
    """Reports of everybody else, each of which names the council in every second sentence."""
    for form, opening in _other_openings(council, kind, year).items():
        name = genitive(council.name)
        prose = []
        for sentence in _SENTENCES:
            prose += [sentence, f"{name} stadsdelsnämnd har yttrat sig, och {name} stadsdelsförvaltning deltar."]
        lines = (*opening, *prose, *_neighbours(council, others, year), "", *_table(kind, year))
        yield Told(f"{form} {council.district_id} {kind} {year}", lines, None, kind, year)


def genitive(name: str) -> str:
    """'Norrmalms', 'Farsta', as the councils write themselves before 'stadsdelsnämnd'."""
    bare = ("Farsta", "Bromma", "Järva", "Rinkeby-Kista", "Spånga-Tensta", "Hässelby-Vällingby", "Älvsjö")
    return name if name in bare or name.endswith("Älvsjö") else f"{name}s"


def _dates(kind: str, year: int) -> tuple[str, str]:
    """The day of the letter and of the meeting: a plan's in the year before, an annual report's in the next."""
    return {
        "VP": (f"{year - 1}-12-05", f"{year - 1}-12-18"),
        "T1": (f"{year}-05-14", f"{year}-05-24"),
        "T2": (f"{year}-09-12", f"{year}-09-27"),
        "VB": (f"{year + 1}-01-20", f"{year + 1}-02-06"),
    }[kind]


def _council_openings(council: District, kind: str, year: int) -> dict[str, list[str]]:
    name, body = council.name, genitive(council.name)
    board, office = f"{body} stadsdelsnämnd", f"{body} stadsdelsförvaltning"
    title = f"{_TITLES[kind]} {year}"
    short = f"{kind} {year}"
    written, decided = _dates(kind, year)
    proposal = [
        "Förvaltningens förslag till beslut",
        f"1. Stadsdelsnämnden godkänner förvaltningens förslag till {_TITLES[kind].casefold()} för {year} och",
        "överlämnar den till kommunstyrelsen och stadens revisorer.",
        "2. Nämnden godkänner verksamhetsplan för MAS, bilaga 4.",
        "3. Nämnden begär budgetjustering med 0,4 mnkr för naturreservat.",
    ]
    letter = ["Tjänsteutlåtande", f"Dnr 1.2.1-{year % 89}-{year}", "Sid 1 (54)", written]
    person = ["Handläggare", "Alma Ek", "Telefon: 08-508 00 000"]
    hyphen = body.replace("-", "- ")
    first = {
        "VP": f"{_DEFINITE[kind]} för {board} visar vad nämnden vill nå under {year}.",
        "VB": f"{board} har under verksamhetsåret {year} bidragit till målen.",
    }.get(kind, f"{_DEFINITE[kind]} för {board} beskriver arbetet under {year}.")
    return {
        "letterhead": [
            office,
            "Avdelningen för verksamhetsstöd",
            *letter,
            *person,
            "Till",
            board,
            decided,
            title,
            f"för {board}",
            *proposal,
        ],
        "letterhead with a department": [
            office,
            "Avdelningen för stadsmiljö",
            *letter,
            *person,
            "Till",
            board,
            decided,
            f"{title} för {board}",
            *proposal,
        ],
        "letterhead of the council": [board, *letter, "Till", board, decided, title, f"för {board}", *proposal],
        "capitals of 2010": [
            office.upper(),
            "TJÄNSTEUTLÅTANDE",
            f"DNR 102-44-{year}",
            "SID 1 (86)",
            written,
            "Handläggare: Alma Ek",
            f"Till {board}",
            f"SDN {decided}",
            title,
            *proposal,
        ],
        "one line": [
            f"{office.upper()} TJÄNSTEUTLÅTANDE DNR SID 1 (85) Handläggare: Alma Ek Telefon: Till {board} SDN {title} "
            f"Förslag till beslut Förvaltningen föreslår: 1. Nämnden godkänner {title.casefold()}."
        ],
        "cover": [board, title, _PHOTO, office],
        "cover in capitals": [board.upper(), title.upper(), _PHOTO, f"{office.upper()} Box 000, STOCKHOLM"],
        "cover with a broken name": [f"{hyphen} stadsdelsnämnd", title, _PHOTO],
        "cover with budget": [board, f"{_TITLES[kind]} och budget {year}" if kind == "VP" else title, "stockholm.se"],
        "title first": [title, board, "Tjänsteutlåtande", "Sid 2 (81)", "Innehållsförteckning"],
        "title first, two lines": [title, name if body == name else body, "stadsdelsnämnd", "Tjänsteutlåtande"],
        "glued title": [board, title.replace(" ", ""), _PHOTO] if kind in {"VP", "VB"} else [board, title, _PHOTO],
        "short title": [f"{short} {board}", _PHOTO],
        "both titles": [f"{board} {_TITLES[kind]} {kind} {year}" if kind in {"VP", "VB"} else f"{board} {title}"],
        "sdn": [f"SDN {name}", title],
        "sdf": [f"{name} sdf", title],
        "decision": [
            "Förslag till beslut",
            f"1. {board} godkänner",
            f"förvaltningens förslag till {title.casefold()} med",
            "bilagor och överlämnar den till kommunstyrelsen.",
        ],
        "first sentence": ["Sammanfattning", first, f"{office} har tagit fram rapporten."],
        "contents first": [
            "Innehållsförteckning",
            "Inledning ..... 3",
            "Kommunala förskolor ..... 9",
            "Enheten för ekonomiskt bistånd ..... 12",
            "Inledning",
            first,
        ],
    }


def _other_openings(council: District, kind: str, year: int) -> dict[str, list[str]]:
    title = f"{_TITLES[kind]} {year}"
    office = f"{genitive(council.name)} stadsdelsförvaltning"
    board = f"{genitive(council.name)} stadsdelsnämnd"
    written, decided = _dates(kind, year)
    letter = ["Tjänsteutlåtande", "Sid 1 (54)", written]
    found: dict[str, list[str]] = {}
    for name in (*BOARDS, *CITY):
        found[f"{name}: letterhead"] = [name, *letter, "Till", name, decided, f"{title} för {name.casefold()}"]
        found[f"{name}: cover"] = [name.upper(), title, _PHOTO]
        found[f"{name}: title first"] = [title, name, _PHOTO]
        found[f"{name}: one line"] = [f"{name} Tjänsteutlåtande Dnr: T Sid 1 (61) Till {name} {title} för {name}"]
    for name in BOARDS:
        found[f"{name}: first sentence"] = ["Sammanfattning", f"{name} har under verksamhetsåret {year} nått målen."]
    for name in (*COMPANIES, *MUNICIPALITIES):
        found[f"{name}: cover"] = [name, title, _PHOTO]
        found[f"{name}: title first"] = [title, name, _PHOTO]
        found[f"{name}: title for"] = [f"{title} för {name}", *letter]
    found["the whole city"] = [f"{title} med uppföljning av budget för Stockholms stad", "Till Kommunstyrelsen"]
    for name in FORMER_COUNCILS:
        found[f"{name}: letterhead"] = [
            f"{name}s stadsdelsförvaltning",
            *letter,
            "Till",
            f"{name}s stadsdelsnämnd",
            title,
        ]
        found[f"{name}: capitals"] = [f"{name}s stadsdelsnämnd".upper(), title]
    for name in (*SCHOOLS, *UNITS):
        found[f"{name}: cover"] = [name, title, _PHOTO]
        found[f"{name}: title first"] = [title, name, _PHOTO]
        found[f"{name}: title for"] = [office, *letter, "Till", board, decided, f"{title} för {name}"]
        found[f"{name}: title for, two lines"] = [f"{title} för", name, office]
        found[f"{name}: below its office"] = [office, name, title]
        found[f"{name}: capitals"] = [name.upper(), title.upper()]
        found[f"{name}: one line"] = [f"{name} Tjänsteutlåtande Sid 1 (15) {written} Till {name} {title} för {name}"]
    found["a unit's goals"] = ["Sammanfattning", f"{board} ansvarar för verksamheten.", "Enhetsmål:", "Barnen trivs"]
    found["a unit by itself"] = [
        "Inledning",
        f"{board} styr verksamheten.",
        "Enheten har 290 barn.",
        "Enheten har ett kök.",
    ]
    found["a unit by itself"] += ["Enheten arbetar i tre hus.", "Enheten leds av en rektor.", "Enhetens barn trivs."]
    found["minutes"] = [board, f"Protokoll 13/{year}", f"Sammanträde {decided}", f"§ 5 {title} för {board}"]
    found["an excerpt of minutes"] = ["Utdrag ur protokoll fört vid", f"{board}s sammanträde {decided}", title]
    found["an agenda"] = [f"{board} Föredragningslista", decided, "1 Val av justerare", f"2 {title}"]
    found["a monthly report"] = [board, f"Månadsrapport maj {year}"]
    return found


_SENTENCES = (
    "Arbetet följs upp varje vår.",
    "Samverkan med näringslivet fortsätter.",
    "Lokalerna rustas upp under hösten.",
)


def _prose(council: District, others: Sequence[District], year: int) -> list[str]:
    """Running text of a council's report: itself, each other council of the time once or twice, boards, and units."""
    return [
        "Nämnden följer målen varje tertial. Förvaltningen redovisar resultatet till nämnden.",
        *_neighbours(council, others, year),
        "Socialnämnden ska i samarbete med stadsdelsnämnderna se över stödet.",
        "Trafiknämnden ska, med stöd av stadsdelsnämnderna, öka tryggheten.",
        f"Enheten för vuxna flyttade under {year - 1}. Bergets förskolor är klara. Förvaltningen är nöjd.",
        "Stadsdelsnämnden följer verksamhetsplanen, och förvaltningen återkommer till nämnden.",
        "",
    ]


def _neighbours(council: District, others: Sequence[District], year: int) -> list[str]:
    lines = []
    for number, one in enumerate(one for one in others if one.district_id != council.district_id):
        name = genitive(one.name)
        lines.append(f"Resultatet var {40 + number} procent och {name} stadsdelsnämnd hade {30 + number} procent.")
        if number % 2:
            lines.append(f"Under {year - 1} prövade {name} stadsdelsförvaltning samma arbetssätt.")
    return lines


def _table(kind: str, year: int) -> list[str]:
    head = [
        "KF:s inriktningsmål: 1. En modern storstad med möjligheter och valfrihet för alla",
        "",
        "KF:s mål för verksamhetsområdet: 1.1 I Stockholm är människor självförsörjande",
        "",
    ]
    if kind == "VP":
        table = [
            " Indikator Årsmål KF:s årsmål Periodicitet",
            "",
            " Sjukfrånvaro 7,5 % 7,0 % Tertial",
            "",
            "  Aktivitet Startdatum Slutdatum",
            "",
            f" Ta fram en lokal plan {year}-01-01 {year}-12-31",
        ]
    else:
        forecast = "" if kind == "VB" else "Prognos helår "
        period = f"VB {year}" if kind == "VB" else f"Tertial {kind[1]} {year}"
        table = [
            " Indikator Periodens utfall Utfall män/pojkar Utfall kvinnor/flickor "
            f"Periodens utfall VB {year - 1} {forecast}Årsmål KF:s årsmål Period",
            "",
            f" Sjukfrånvaro 7,9 % 6,1 % 8,2 % 8,0 % {'7,8 % ' if forecast else ''}7,5 % 7,0 % {period}",
        ]
    return [*head, *table, ""]
