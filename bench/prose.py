"""Running text for generated reports: sentences put together from parts, none of them from any real report."""

from __future__ import annotations

import textwrap
from random import Random

_WHO = (
    "Förvaltningen",
    "Enheten för stöd till vuxna",
    "Hemtjänstens planerare",
    "Förskolornas ledningsgrupp",
    "Medborgarvärdarna",
    "Parkingenjörerna",
    "Fritidsgårdarnas personal",
    "Beställarenheten",
    "Fältgruppen",
    "Biståndshandläggarna",
    "Rektorerna",
    "Samordnaren för frivilliga",
    "Trygghetsgruppen",
    "Enheten för barn och unga",
    "Dagverksamheterna",
    "Lokalplanerarna",
)
_DOES = (
    "fortsätter att bygga ut",
    "prövar ett nytt sätt att ordna",
    "har gått igenom",
    "ser i vinter över",
    "stämmer varje månad av",
    "planerar tillsammans med föreningar",
    "beskriver i en egen rapport",
    "har lagt om",
    "prioriterar",
    "kartlägger",
    "lär av grannar som har provat",
    "återkommer i höst till",
)
_WHAT = (
    "rutinerna för introduktion av vikarier",
    "gångvägarna mellan torget och stationen",
    "kvällsöppet på mötesplatserna",
    "samtalen med familjer som väntar på plats",
    "belysningen längs strandpromenaden",
    "de gemensamma måltiderna",
    "handledningen för nya medarbetare",
    "språkkaféet i biblioteket",
    "uthyrningen av odlingslotter",
    "turerna för de äldre som inte kan gå ut själva",
    "anmälningarna om skadegörelse",
    "sorteringen av matavfall",
    "lovaktiviteterna",
    "planeringen av de små parkerna",
    "uppföljningen av genomförandeplaner",
    "beredskapen inför en varm sommar",
)
_HOW = (
    "så att fler invånare hittar dit",
    "utan att kostnaderna ökar",
    "med början i de områden där behovet är störst",
    "efter de synpunkter som har kommit in",
    "och redovisar resultatet för nämnden",
    "i samråd med brukarråden",
    "trots att flera tjänster har varit lediga",
    "vilket har tagit längre tid än väntat",
    "och räknar med att vara klara före semestrarna",
    "med stöd av tillfälliga medel från staten",
    "där {share} procent av de tillfrågade är positiva",
    "sedan antalet ansökningar har stigit till {count}",
)
_SIDE = (
    "Arbetet sker tillsammans med {partner}.",
    "Erfarenheterna från {partner} tas till vara.",
    "Det gäller i synnerhet barn, äldre och personer med nedsatt rörlighet.",
    "Ingen ny lokal behövs.",
    "Under hösten följs insatsen upp.",
    "Lika villkor för kvinnor och män är utgångspunkten.",
    "Frågan kommer tillbaka i nästa års planering.",
)
_PARTNERS = ("Skarpnäck", "Farsta", "Kungsholmen", "Södermalm")


def sentence(random: Random) -> str:
    """One sentence of its own making, with a figure in it now and then."""
    how = random.choice(_HOW).format(share=random.randint(11, 89), count=random.randint(12, 480))
    text = f"{random.choice(_WHO)} {random.choice(_DOES)} {random.choice(_WHAT)} {how}."
    if random.random() < 0.3:
        text = f"{text} {random.choice(_SIDE).format(partner=random.choice(_PARTNERS))}"
    return text


def paragraph(random: Random, sentences: int, width: int) -> tuple[str, ...]:
    """A paragraph as printed lines of at most `width` characters, without spaces at their ends."""
    return tuple(textwrap.wrap(" ".join(sentence(random) for _ in range(sentences)), width))


def pool(random: Random, size: int, width: int) -> tuple[tuple[str, ...], ...]:
    """Paragraphs to choose from: wrapping each paragraph of each report anew would be most of the generator's work."""
    return tuple(paragraph(random, random.randint(3, 6), width) for _ in range(size))
