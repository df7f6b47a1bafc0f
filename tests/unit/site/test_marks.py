"""The small pictures: where a mark stands, and that nothing of a document gets into one."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from ingestion.site.marks import Scale, line, scale_of, scatter, stack, strip


def _parse(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 (made by the function that is tested)


@pytest.mark.parametrize(
    ("values", "unit", "scale"),
    [
        ([79, 85.5], "%", Scale(0, 100)),
        ([9.4, 8.5], "%", Scale(0, 10)),
        ([0.33, 0.25], "%", Scale(0, 1)),
        ([0], "%", Scale(0, 1)),
        ([100], "index", Scale(0, 100)),
        ([180], "%", Scale(0, 200)),
        ([1945], "GWh", Scale(0, 2000)),
        ([-2, 1], "%", Scale(-2, 1)),
        ([-3], "st", Scale(-5, 0)),
        ([], None, Scale(0, 1)),
        ([None, float("nan"), 4], "st", Scale(0, 5)),
    ],
)
def test_an_axis_holds_its_values_and_zero(values: list[float | None], unit: str | None, scale: Scale) -> None:
    assert scale_of(values, unit) == scale


def test_a_mark_stands_where_its_value_is() -> None:
    picture = _parse(strip(Scale(0, 200), [("t", 50), ("o", 150)], link=("missed", 50, 150), better="lower"))
    uses = {use.get("href"): use.get("x") for use in picture.iter("use")}
    # The axis goes from 4 to 96 percent of the width.
    assert uses == {"#t": "27%", "#o": "73%", "#l": "2%"}
    link = next(one for one in picture.iter("line") if one.get("class") == "missed")
    assert (link.get("x1"), link.get("x2")) == ("27%", "73%")


def test_an_open_band_reaches_the_end_of_the_axis() -> None:
    picture = _parse(strip(Scale(0, 100), [], [("t", None, 50), ("k", 75, None)]))
    bands = [(one.get("class"), one.get("x"), one.get("width")) for one in picture.iter("rect")]
    assert bands == [("bt", "4%", "46%"), ("bk", "73%", "23%")]


def test_a_line_is_whole_between_years_that_follow_each_other() -> None:
    picture = _parse(line(Scale(2018, 2021), Scale(0, 10), [(2018, 10), (2019, 0), (2021, 5)]))
    joins = [one.get("class") for one in picture.iter("line") if one.get("class") != "a"]
    assert joins == ["j", "j gone"]
    assert [(use.get("x"), use.get("y")) for use in picture.iter("use")] == [
        ("4%", "6"),
        ("34.67%", "50"),
        ("96%", "28"),
    ]


def test_one_year_alone_has_its_place() -> None:
    picture = _parse(line(Scale(2021, 2021), Scale(0, 10), [(2021, 5)]))
    assert [use.get("x") for use in picture.iter("use")] == ["50%"]


def test_points_of_a_scatter_stand_on_both_axes_and_their_numbers_apart() -> None:
    points = [("o", -25.0, 0.0), ("p", 0.0, 50.0), ("o", 25.0, 100.0), ("o", 24.0, 99.0)]
    picture = _parse(scatter(Scale(-25, 25), Scale(0, 100), points))
    uses = [(use.get("href"), use.get("x"), use.get("y")) for use in picture.iter("use")]
    assert uses == [
        ("#o", "4%", "240"),
        ("#p", "50%", "130"),
        ("#o", "96%", "20"),
        ("#o", "94.16%", "22.2"),
    ]
    numbers = [one for one in picture.iter("text") if one.get("class") != "level"]
    assert [one.text for one in numbers] == ["1", "2", "3", "4"]
    # The fourth point stands on the third; its number is above that one's.
    heights = [float(one.get("y") or 0) for one in numbers]
    assert heights[2] - heights[3] > 10
    (zero,) = [one for one in picture.iter("line") if one.get("class") == "zero"]
    assert zero.get("x1") == zero.get("x2") == "50%"


def test_a_stack_fills_its_width_in_the_order_given() -> None:
    picture = _parse(stack([("met", 1), ("missed", 0), ("not_yet", 3)], 4))
    assert [(one.get("class"), one.get("x"), one.get("width")) for one in picture.iter("rect")] == [
        ("met", "0%", "25%"),
        ("not_yet", "25%", "75%"),
    ]


@pytest.mark.parametrize("kind", ["x", '"/><script>', "o o"])
def test_no_other_mark_link_or_bar_gets_into_a_picture(kind: str) -> None:
    for draw in (
        lambda: strip(Scale(0, 1), [(kind, 0)]),
        lambda: strip(Scale(0, 1), [], [(kind, 0, 1)]),
        lambda: strip(Scale(0, 1), [], link=(kind, 0, 1)),
    ):
        with pytest.raises(ValueError, match="called"):
            draw()
    if not re.fullmatch(r"[a-z_]+", kind):
        with pytest.raises(ValueError, match="called"):
            stack([(kind, 1)], 1)
