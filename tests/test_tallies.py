"""Counting answers: whatever comes, nothing is lost on the way, and nothing is counted twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from handlers.questions import tallies
from storage.questions import Said

choices = st.integers(1, 5).map(lambda choice: Said(choice=choice))
several = st.sets(st.integers(1, 4), min_size=1).map(lambda picks: Said(picks=sorted(picks)))


@st.composite
def rankings(draw: st.DrawFn) -> tuple[range, list[Said]]:
    """Some options, and answers that each put all of them in order."""
    options = range(1, draw(st.integers(2, 6)) + 1)
    orders = draw(st.lists(st.permutations(options), max_size=20))
    return options, [Said(picks=list(order)) for order in orders]


@given(st.lists(choices))
def test_each_choice_is_counted_once(answers: list[Said]):
    assert sum(tallies.counted("choice", answers).values()) == len(answers)


@given(st.lists(several))
def test_no_option_is_picked_oftener_than_there_are_answers(answers: list[Said]):
    counts = tallies.counted("several", answers)
    assert all(count <= len(answers) for count in counts.values())
    assert len(answers) <= sum(counts.values())


@given(st.lists(choices, min_size=1))
def test_the_mean_of_a_scale_lies_between_the_least_and_the_most(answers: list[Said]):
    mean, steps = tallies.mean(tallies.counted("scale", answers)), [said.choice or 0 for said in answers]
    assert mean is not None
    assert min(steps) <= mean <= max(steps)


def test_a_scale_that_nobody_answered_has_no_mean():
    assert tallies.mean(Counter()) is None


@given(rankings())
def test_each_ranking_gives_the_same_sum_of_points_and_one_first_place(drawn: tuple[range, list[Said]]):
    options, answers = drawn
    ranked = tallies.ranked(tallies.counted("ranking", answers), options)
    each = len(options) * (len(options) - 1) // 2
    assert sum(got.points for got in ranked.values()) == len(answers) * each
    assert sum(got.first for got in ranked.values()) == len(answers)
    assert list(ranked) == list(options)


@given(rankings(), st.randoms())
def test_the_order_in_which_answers_come_changes_nothing(drawn: tuple[range, list[Said]], random):
    _, answers = drawn
    shuffled = random.sample(answers, len(answers))
    assert tallies.counted("ranking", shuffled) == tallies.counted("ranking", answers)


def test_everyones_second_beats_what_half_put_first_and_half_last():
    orders = [[1, 2, 3], [3, 2, 1], [1, 2, 3], [3, 2, 1], [2, 1, 3]]
    ranked = tallies.ranked(tallies.counted("ranking", [Said(picks=order) for order in orders]), [1, 2, 3])
    assert [(got.points, got.first) for got in ranked.values()] == [(5, 2), (6, 1), (4, 2)]
