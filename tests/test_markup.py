"""Text to HTML: nothing unescaped, marks at the right offsets, whatever overlaps."""

import html
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wenju.ui.markup import Layer, element, escape, join, paint, shared_words


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_escape_covers_tags_ampersands_and_both_quotes() -> None:
    assert escape("""<a b='c' d="e">&""") == "&lt;a b=&#x27;c&#x27; d=&quot;e&quot;&gt;&amp;"


def test_an_element_escapes_its_attributes_and_not_its_markup() -> None:
    inner = escape("a<b")
    assert (
        element("i", inner, name="x", data_start=3, title='"')
        == '<i class="x" data-start="3" title="&quot;">a&lt;b</i>'
    )


def test_join_escapes_what_stands_between() -> None:
    assert join([escape("a"), escape("b")], "<") == "a&lt;b"


def test_paint_without_layers_is_the_escaped_text() -> None:
    assert paint("1 < 2", []) == "1 &lt; 2"


def test_paint_marks_by_document_offsets() -> None:
    assert paint("派出45位教师", [Layer(102, 104, "n")], start=100) == '派出<mark class="n">45</mark>位教师'


def test_paint_nests_overlapping_layers_with_the_earlier_one_outside() -> None:
    painted = paint("abcd", [Layer(0, 3, "x"), Layer(2, 4, "y")])
    assert painted == '<mark class="x">ab</mark><mark class="x"><mark class="y">c</mark></mark><mark class="y">d</mark>'


def test_paint_clips_layers_that_reach_over_the_ends_and_drops_empty_ones() -> None:
    assert paint("ab", [Layer(-5, 1, "x"), Layer(2, 9, "y"), Layer(1, 1, "z")]) == '<mark class="x">a</mark>b'


def test_paint_of_nothing_is_nothing() -> None:
    assert paint("", [Layer(0, 4, "x")]) == ""


spans = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=6)


@given(st.text(max_size=30), spans, st.integers(0, 5))
def test_paint_keeps_every_character(text: str, places: list[tuple[int, int]], start: int) -> None:
    assert plain(paint(text, [Layer(a, b, "x") for a, b in places], start)) == text


def marked(question: str, text: str) -> list[str]:
    return [text[a:b] for a, b in shared_words(question, text)]


def test_shared_words_leave_out_asking_words_and_particles() -> None:
    assert marked("杨浦区派了多少教师去遵义?", "杨浦区共派出多少优秀的教师赴遵义") == ["杨浦区", "教师", "遵义"]


def test_shared_words_take_the_longest_piece_and_never_overlap() -> None:
    assert marked("支教教师", "支教教师的教师支教") == ["支教教师", "教师", "支教"]


def test_shared_words_fold_traditional_characters_and_full_width_digits() -> None:
    assert marked("遵义2017年", "遵義２０１７年") == ["遵義２０１７年"]


def test_a_single_shared_character_is_not_marked() -> None:
    assert marked("教", "教师教书") == []


def test_a_piece_does_not_begin_or_end_with_a_particle_or_a_stop() -> None:
    assert marked("优秀的,教师的", "他的优秀的、教师的") == ["优秀", "教师"]


@given(st.text(alphabet="杨浦派教师的了,多少<1", max_size=12), st.text(alphabet="杨浦派教师的了,多少<1", max_size=20))
def test_shared_words_are_in_order_and_stand_in_the_question(question: str, text: str) -> None:
    places = shared_words(question, text)
    assert all(b - a >= 2 for a, b in places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    assert all(text[a:b] in question for a, b in places)
