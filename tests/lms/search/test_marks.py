"""Each tag has a character of its own, which every database can keep."""

from lms.search.marks import UNKNOWN, mark_of


def test_no_two_tags_share_a_character_and_each_can_be_written():
    marks = [mark_of(number) for number in range(1, 60_000)]

    assert len({*marks, UNKNOWN}) == len(marks) + 1
    assert "".join(marks).encode()
