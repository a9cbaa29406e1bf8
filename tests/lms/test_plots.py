"""Plots say where each value lies, and the same in words."""

from decimal import Decimal

from lms.plots import HEIGHT, WIDTH, dots_plot, lines_plot

MONTHS = [f"2026/{n}" for n in range(1, 13)]


def line(*values):
    return ("Total", [None if v is None else Decimal(v) for v in values])


def test_a_line_has_a_dot_for_each_known_value_and_says_it_in_words():
    plot = lines_plot(MONTHS[:3], [line(80, None, "92.5")], goal=Decimal(90))

    assert [dot.text for dot in plot.lines[0].dots] == ["80", "92.5"]
    assert plot.words == "Total: 2026/1 80, 2026/3 92.5"
    first, last = plot.lines[0].dots
    assert last.y < plot.goal_y < first.y
    assert lines_plot(MONTHS[:1], [line(None)]) is None


def test_a_scale_ends_where_it_is_told_and_goes_below_zero_only_for_what_does():
    def ends(plot):
        return plot.ticks[0][1], plot.ticks[-1][1]

    assert ends(lines_plot(MONTHS[:2], [line(0, 100)], most=Decimal(100))) == ("0", "100")  # fmt: skip
    assert ends(lines_plot(MONTHS[:1], [line(-5)])) == ("-6", "-4")


def test_many_months_are_named_in_part_and_the_last_one_always():
    plot = lines_plot(MONTHS, [line(*range(12)), line(*range(12))])

    assert len(plot.columns) == 6
    assert plot.columns[-1] == (plot.lines[0].dots[-1].x, "2026/12")
    assert [bool(d.text) for d in plot.lines[0].dots].count(True) == 6
    assert not any(dot.text for dot in plot.lines[1].dots)


def test_people_are_dots_within_the_picture_without_names():
    plot = dots_plot([(Decimal(1), Decimal(2)), (Decimal(900), Decimal(-3))], "2 people")  # fmt: skip

    assert plot.lines[0].name == ""
    assert all(0 < d.x < WIDTH and 0 < d.y < HEIGHT for d in plot.lines[0].dots)
    assert dots_plot([], "") is None
