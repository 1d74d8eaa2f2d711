"""Optimizers against PyTorch's trajectories, schedules and clipping against their formulas, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import ChainruleError, OperandError, TooLargeError, UndefinedError, Value, exp, sin, tanh, values
from nn import MLP, SGD, Adam, AdamW, RMSprop, optimizers
from nn.errors import SettingError, StateError
from nn.optimizers import Optimizer, cosine, schedules, step_decay, warmup
from nn.optimizers.schedules import constant_rate
from nn.optimizers.vectors import all_finite, clip_by_norm, clip_by_value, quotient, scatter

# How the figures were made stands in the script beside them.
REFERENCE = json.loads((Path(__file__).parent / "reference" / "optimizer_trajectories.json").read_text())
RUNS = {f"{run['optimizer']}, {run['name']}": run for run in REFERENCE["runs"]}

KINDS = {
    "SGD": lambda w: SGD(w, lr=0.01),
    "SGD with momentum": lambda w: SGD(w, lr=0.01, momentum=0.9),
    "SGD with Nesterov's": lambda w: SGD(w, lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    "Adam": lambda w: Adam(w, lr=0.01),
    "AdamW": lambda w: AdamW(w, lr=0.01),
    "RMSprop": lambda w: RMSprop(w, lr=0.01),
    "RMSprop with momentum": lambda w: RMSprop(w, lr=0.01, momentum=0.9),
    "clipped, scheduled": lambda w: Adam(w, lr=warmup(cosine(0.1, 20), 5), clip_value=1.0, clip_norm=1.5),
}


def loss(a, b, c, d):
    """The function of the reference script, in our operations."""
    return (1 - a) ** 2 + 5 * (b - a * a) ** 2 + sin(c) * a + exp(-c * d) + (c * d) ** 2 + tanh(d - a)


def reference_optimizer(run, parameters):
    settings = dict(run["settings"])
    if run["schedule"]:
        name, keywords = run["schedule"]
        settings["lr"] = getattr(schedules, name)(**keywords)
    return getattr(optimizers, run["optimizer"])(parameters, **settings, **run["clipping"])


# --- trajectories ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_a_hundred_steps_go_where_pytorch_goes(name) -> None:
    run = RUNS[name]
    w = [Value(start) for start in REFERENCE["start"]]
    optimizer = reference_optimizer(run, w)
    compared = 0
    for step in range(1, 101):
        optimizer.zero_grad()
        loss(*w).backward()
        optimizer.step()
        expected = run["trajectory"].get(str(step))
        if expected is not None:
            compared += 1
            assert numpy.abs(numpy.subtract([x.data for x in w], expected)).max() <= 1e-12 * numpy.abs(expected).max()
    assert compared == 24


def test_the_reference_covers_every_optimizer_and_every_option() -> None:
    kinds = {
        kind.__name__ for kind in vars(optimizers).values() if isinstance(kind, type) and issubclass(kind, Optimizer)
    }
    assert {run["optimizer"] for run in REFERENCE["runs"]} == kinds - {"Optimizer"}
    options = {option for run in REFERENCE["runs"] for option in [*run["settings"], *run["clipping"]]}
    assert options >= {"lr", "momentum", "nesterov", "weight_decay", "betas", "eps", "alpha", "clip_value", "clip_norm"}
    assert {run["schedule"][0] for run in REFERENCE["runs"] if run["schedule"]} == {"step_decay", "cosine", "warmup"}


def test_one_step_of_gradient_descent_is_what_one_computes_by_hand() -> None:
    # e = (a + b)(b + 1) at a = 2, b = 1: ∂e/∂a = 2, ∂e/∂b = 5.
    a, b = values(a=2.0, b=1.0)
    descent = SGD([a, b], lr=0.25)
    ((a + b) * (b + 1)).backward()
    descent.step()
    assert (a.data, b.data) == (1.5, -0.25)
    assert (a.grad, b.grad) == (2.0, 5.0)
    descent.zero_grad()
    assert (a.grad, b.grad) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        # Two steps from θ = 1 with g = 1 and then g = -2.
        (lambda w: SGD(w, lr=0.5, momentum=0.5), [0.5, 1.25]),  # v = 1, then 0.5 - 2 = -1.5
        (lambda w: SGD(w, lr=0.5, momentum=0.5, nesterov=True), [0.25, 1.625]),  # 1 + 0.5·1, then -2 + 0.5·(-1.5)
        (lambda w: SGD(w, lr=0.5, weight_decay=0.5), [0.25, 1.1875]),  # 1 + 0.5·1, then -2 + 0.5·0.25
        (lambda w: AdamW(w, lr=0.5, weight_decay=0.5, eps=0.0), [0.25, None]),  # 1·(1 - 0.25) - 0.5
        (lambda w: RMSprop(w, lr=0.5, alpha=0.75, eps=0.0), [0.0, 1 / math.sqrt(0.75 * 0.25 + 0.25 * 4)]),
    ],
)
def test_two_steps_computed_by_hand(optimizer, expected) -> None:
    rule = optimizer([Value(1.0)])
    vector = numpy.array([1.0])
    for gradient, after in zip((1.0, -2.0), expected, strict=True):
        vector = rule.update(vector, [gradient])
        if after is not None:
            assert vector.tolist() == pytest.approx([after], rel=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_on_values_is_an_update_of_the_vector(kind) -> None:
    w = [Value(start) for start in REFERENCE["start"]]
    stepping, updating = KINDS[kind](w), KINDS[kind]([Value(0.0) for _ in w])
    vector = numpy.array(REFERENCE["start"])
    for _ in range(10):
        stepping.zero_grad()
        loss(*w).backward()
        vector = updating.update(vector, [x.grad for x in w])
        stepping.step()
        assert [x.data for x in w] == vector.tolist()
        assert all(type(x.data) is float for x in w)


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_changes_neither_its_arguments_nor_an_earlier_memory(kind) -> None:
    optimizer = KINDS[kind](values(a=1.0, b=2.0))
    vector, gradient = numpy.array([1.0, 2.0]), numpy.array([30.0, -4.0])
    optimizer.update(vector, gradient)
    earlier = optimizer.memory
    kept = {name: entry.copy() for name, entry in earlier.vectors.items()}
    second = optimizer.update(vector, gradient)
    assert (vector.tolist(), gradient.tolist()) == ([1.0, 2.0], [30.0, -4.0])
    assert all((kept[name] == entry).all() for name, entry in earlier.vectors.items())
    optimizer.memory = earlier  # back to it: the same step again
    assert optimizer.update(vector, gradient).tolist() == second.tolist()


@pytest.mark.parametrize("kind", ["Adam", "AdamW", "RMSprop"])
def test_a_coordinate_without_a_gradient_stays_even_if_eps_is_zero(kind) -> None:
    optimizer = getattr(optimizers, kind)(values(a=1.0, b=2.0), lr=0.1, eps=0.0)
    if kind == "AdamW":
        optimizer.weight_decay = 0.0
    assert optimizer.update([1.0, 2.0], [0.0, 1.0])[0] == 1.0


# --- state -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_state_goes_on_exactly(kind) -> None:
    generator = numpy.random.default_rng(0)
    gradients = generator.normal(size=(20, 4))
    straight, first, second = (KINDS[kind]([Value(0.0) for _ in range(4)]) for _ in range(3))
    vector = other = numpy.array(REFERENCE["start"])
    for gradient in gradients:
        vector = straight.update(vector, gradient)
    for gradient in gradients[:7]:
        other = first.update(other, gradient)
    state = first.state()
    second.load_state(state)
    for entry in state.values():  # a state is a copy, and loading it makes another: the optimizers are not reached
        if isinstance(entry, numpy.ndarray):
            entry[:] = 99.0
    for optimizer in (first, second):
        end = other
        for gradient in gradients[7:]:
            end = optimizer.update(end, gradient)
        assert end.tolist() == vector.tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"optimizer": "SGD"}, "the state of SGD does not fit Adam"),
        ({"optimizer": None}, "a state that does not say of which optimizer it is does not fit Adam"),
        ({"steps": -1}, "the steps in the state of Adam must be a whole number, 0 or more, not -1"),
        ({"steps": 1.5}, "the steps in the state of Adam must be a whole number, 0 or more, not 1.5"),
        (
            {"mean": numpy.zeros(3)},
            "the state does not fit Adam(2 parameters, lr=0.001): 'mean' has shape (3,)",
        ),
        ({"square": None}, "the state does not fit Adam(2 parameters, lr=0.001): 'square' has shape ()"),
        ({"square": [0.0]}, "the state does not fit Adam(2 parameters, lr=0.001): 'square' has shape (1,)"),
        ({"mean": numpy.array([0.0, math.nan])}, "'mean' in the state of Adam is not finite: b has nan"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, message) -> None:
    optimizer = Adam(values(a=1.0, b=2.0))
    before = optimizer.memory
    with pytest.raises(StateError) as caught:
        optimizer.load_state({**optimizer.state(), **change})
    assert str(caught.value) == message
    assert optimizer.memory is before


def test_a_state_without_a_vector_names_it() -> None:
    optimizer = Adam(values(a=1.0, b=2.0))
    state = optimizer.state()
    del state["square"]
    with pytest.raises(
        StateError, match=r"^the state does not fit Adam\(2 parameters, lr=0\.001\): 'square' is missing$"
    ):
        optimizer.load_state(state)


# --- schedules -------------------------------------------------------------------------------------------------------


def test_schedules_follow_their_formulas() -> None:
    for t in range(200):
        assert step_decay(0.4, every=30, factor=0.5)(t) == 0.4 / 2 ** (t // 30)
        half_angle = math.pi * min(t, 150) / 300
        assert cosine(0.4, steps=150, final=0.1)(t) == pytest.approx(0.1 + 0.3 * math.cos(half_angle) ** 2, rel=1e-13)
        assert warmup(0.4, steps=50)(t) == pytest.approx(0.4 * min(1, (t + 1) / 50), rel=1e-15)


def test_a_schedule_starts_when_the_warm_up_is_over() -> None:
    plan, wave = warmup(cosine(0.2, steps=10), steps=4), cosine(0.2, steps=10)
    assert [plan(t) for t in range(4)] == pytest.approx([0.05, 0.1, 0.15, 0.2])
    assert [plan(t + 4) for t in range(12)] == [wave(t) for t in range(12)]


def test_the_optimizer_asks_the_schedule_for_every_step() -> None:
    asked = []

    def plan(step):
        asked.append(step)
        return 2.0**-step

    optimizer = SGD([Value(0.0)], lr=plan)
    vector = numpy.array([0.0])
    for _ in range(4):
        vector = optimizer.update(vector, [-1.0])
    assert asked == [0, 1, 2, 3]
    assert vector.tolist() == [1.875]


def test_the_learning_rate_may_be_set_between_steps() -> None:
    w = Value(1.0, "w")
    descent = SGD([w], lr=cosine(0.1, steps=10))
    descent.lr = 0.01
    w.grad = 2.0
    descent.step()
    assert w.data == 0.98
    descent.lr *= 50
    descent.step()
    assert (w.data, descent.lr) == (pytest.approx(-0.02), 0.5)
    descent.lr = step_decay(0.25, every=10)
    descent.step()
    assert w.data == pytest.approx(-0.52)
    for wrong in (-1.0, math.nan, "fast", 10**400, None):
        with pytest.raises(SettingError, match=r"^lr must be a finite number, 0 or more"):
            descent.lr = wrong
    descent.lr = lambda t: 10**400
    with pytest.raises(SettingError, match=r"^the learning rate after 3 steps is 1000\d*…, by "):
        descent.step()


def test_a_schedule_and_an_optimizer_say_what_they_are() -> None:
    plan = warmup(cosine(0.1, steps=100), steps=10)
    assert repr(plan) == "warmup(cosine(0.1, steps=100, final=0.0), steps=10)"
    assert repr(Adam([Value(1.0)], lr=plan)) == f"Adam(1 parameter, lr={plan!r})"
    assert repr(SGD(values(a=1.0, b=2.0), lr=0.5)) == "SGD(2 parameters, lr=0.5)"


# --- clipping --------------------------------------------------------------------------------------------------------

gradients = st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=6)
limits = st.floats(1e-3, 1e3)


@given(gradients, limits)
def test_clipping_by_norm_keeps_the_direction_and_bounds_the_length(gradient, longest) -> None:
    clipped = clip_by_norm(gradient, longest)
    length = math.hypot(*gradient)
    if length <= longest:
        assert clipped.tolist() == gradient
    else:
        assert math.hypot(*clipped) == pytest.approx(longest, rel=1e-12)
        assert clipped.tolist() == pytest.approx([g * (longest / length) for g in gradient])


@given(gradients, limits)
def test_clipping_by_value_bounds_every_entry_and_leaves_the_small_ones(gradient, largest) -> None:
    expected = [min(max(g, -largest), largest) for g in gradient]
    assert clip_by_value(gradient, largest).tolist() == expected


def test_an_optimizer_clips_by_value_before_it_clips_by_norm() -> None:
    optimizer = SGD(values(a=0.0, b=0.0), lr=1.0, clip_value=3.0, clip_norm=2.5)
    # (300, 4) -> (3, 3) -> that over √2 · 3/2.5
    assert optimizer.update([0.0, 0.0], [300.0, 4.0]).tolist() == pytest.approx([-2.5 / math.sqrt(2)] * 2)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda w: SGD([], lr=0.1), "an optimizer needs at least one parameter: the list is empty"),
        (lambda w: SGD([*w, w[0]], lr=0.1), "a is in the list of parameters twice"),
        (lambda w: SGD(w, lr=-0.1), "lr must be a finite number, 0 or more, not -0.1"),
        (lambda w: SGD(w, lr=math.nan), "lr must be a finite number, 0 or more, not nan"),
        (lambda w: SGD(w, lr=math.inf), "lr must be a finite number, 0 or more, not inf"),
        (lambda w: SGD(w, lr="0.1"), "lr must be a finite number, 0 or more, not '0.1'"),
        (lambda w: SGD(w, lr=True), "lr must be a finite number, 0 or more, not True"),
        (lambda w: SGD(w, lr=0.1, momentum=1.5), "momentum must be a number from 0 to 1, not 1.5"),
        (lambda w: SGD(w, lr=0.1, nesterov=True), "nesterov=True needs a momentum above 0"),
        (lambda w: SGD(w, lr=0.1, weight_decay=-1), "weight_decay must be a finite number, 0 or more, not -1"),
        (lambda w: SGD(w, lr=0.1, clip_norm=0), "clip_norm must be a finite number above 0, not 0"),
        (lambda w: SGD(w, lr=0.1, clip_value=-1), "clip_value must be a finite number above 0, not -1"),
        (lambda w: Adam(w, betas=(0.9,)), "betas must be two numbers, not (0.9,)"),
        (lambda w: Adam(w, betas=0.9), "betas must be two numbers, not 0.9"),
        (lambda w: Adam(w, betas=(0.9, 1.0)), "betas[1] must be a number from 0 to below 1, not 1.0"),
        (lambda w: Adam(w, eps=-1e-8), "eps must be a finite number, 0 or more, not -1e-08"),
        (lambda w: RMSprop(w, alpha=1), "alpha must be a number from 0 to below 1, not 1"),
        (lambda w: step_decay(0.1, every=0), "every must be a whole number, 1 or more, not 0"),
        (lambda w: step_decay(0.1, every=1, factor=0), "factor must be a number above 0, at most 1, not 0"),
        (lambda w: cosine(0.1, steps=2.5), "steps must be a whole number, 1 or more, not 2.5"),
        (lambda w: warmup(-0.1, steps=2), "lr must be a finite number, 0 or more, not -0.1"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_one_clear_line(make, message) -> None:
    with pytest.raises(SettingError) as caught:
        make(list(values(a=1.0, b=2.0)))
    assert str(caught.value) == message


def test_a_model_in_place_of_its_parameters_is_refused_with_what_to_write() -> None:
    with pytest.raises(
        OperandError, match=r"^an optimizer needs a list of parameters, not MLP\(.*\): give its parameters"
    ):
        SGD(MLP(1, [1]), lr=0.1)
    with pytest.raises(OperandError, match=r"^an optimizer needs a list of parameters, not 3$"):
        Adam(3)


def test_parameters_that_are_no_leaves_are_refused() -> None:
    a, b = values(a=1.0, b=2.0)
    with pytest.raises(OperandError, match=r"^c is the result of multiply: only leaves can be moved"):
        SGD([a, (a * b).named("c")], lr=0.1)
    with pytest.raises(OperandError, match=r"^parameter 1 is 2\.0, not a Value"):
        SGD([a, 2.0], lr=0.1)


def test_a_schedule_that_leaves_the_range_of_sense_is_named_with_the_step() -> None:
    optimizer = SGD([Value(1.0)], lr=lambda step: 0.1 - 0.1 * step)
    vector = optimizer.update(optimizer.update([1.0], [1.0]), [1.0])
    with pytest.raises(SettingError, match=r"^the learning rate after 2 steps is -0\.1"):
        optimizer.update(vector, [1.0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_gradient_that_is_not_finite_is_refused_by_name_and_nothing_changes(kind) -> None:
    w = values(a=1.0, b=2.0)
    optimizer = KINDS[kind](w)
    for bad in (math.nan, math.inf, -math.inf):
        before = optimizer.memory
        w[1].grad = bad
        with pytest.raises(UndefinedError, match=rf"^the gradient of b is {bad}"):
            optimizer.step()
        assert optimizer.memory is before
        assert [x.data for x in w] == [1.0, 2.0]


def test_a_step_beyond_the_floats_is_refused_by_name_and_nothing_changes() -> None:
    for optimizer in (SGD(values(a=1.0, b=2.0), lr=1e10), Adam(values(a=1.0, b=2.0))):
        before = optimizer.memory
        with pytest.raises(
            TooLargeError,
            match=r"^step 1 of (SGD|Adam)\(2 parameters, lr=.*\) leaves the range of floats: b would come to -?inf$",
        ):
            optimizer.update([1.0, 2.0], [0.0, 1e300])
        assert optimizer.memory is before


def test_vectors_of_the_wrong_length_are_refused() -> None:
    optimizer = SGD(values(a=1.0, b=2.0), lr=0.1)
    with pytest.raises(
        SettingError,
        match=r"^SGD\(2 parameters, lr=0\.1\) cannot update a vector of shape \(2,\) and a gradient of shape \(3,\)$",
    ):
        optimizer.update([1.0, 2.0], [1.0, 2.0, 3.0])
    for vector, gradient in (([1.0], [1.0]), ([[1.0, 2.0]], [[1.0, 2.0]])):
        with pytest.raises(SettingError, match="cannot update a vector of shape"):
            optimizer.update(vector, gradient)
    with pytest.raises(ValueError, match=r"^3 numbers for 2 parameters$"):
        scatter(numpy.zeros(3), optimizer.parameters)


def test_every_error_is_one_of_ours_and_one_python_expects() -> None:
    assert issubclass(SettingError, ChainruleError)
    assert issubclass(SettingError, ValueError)
    assert issubclass(StateError, ChainruleError)
    assert issubclass(StateError, ValueError)


# --- what is meant where nothing is said ------------------------------------------------------------------------------

#: As PyTorch's documentation gives them; without a learning rate in it, SGD has to be told one.
DEFAULTS = {
    SGD: {"momentum": 0.0, "nesterov": False, "weight_decay": 0.0},
    Adam: {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0},
    AdamW: {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 1e-2},
    RMSprop: {"lr": 1e-2, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0},
}


@pytest.mark.parametrize("kind", DEFAULTS, ids=lambda kind: kind.__name__)
def test_settings_that_are_left_out_are_pytorchs(kind) -> None:
    optimizer = kind([Value(1.0)], lr=0.5) if kind is SGD else kind([Value(1.0)])
    expected = {"clip_value": None, "clip_norm": None, **DEFAULTS[kind]}
    assert {name: getattr(optimizer, name) for name in expected} == expected


def test_schedules_that_are_told_no_more_fall_to_a_tenth_or_to_zero() -> None:
    assert step_decay(1.0, every=1)(2) == pytest.approx(0.01, rel=1e-15)
    assert cosine(1.0, steps=3)(3) == 0.0
    assert (constant_rate(0.25)(0), constant_rate(0.25)(10**6), repr(constant_rate(0.25))) == (0.25, 0.25, "0.25")
    assert repr(step_decay(0.5, every=2)) == "step_decay(0.5, every=2, factor=0.1)"
    assert warmup(0.5, steps=1)(0) == 0.5


@pytest.mark.parametrize(
    ("optimizer", "remembered"),
    [
        (lambda w: SGD(w, lr=0.1), []),
        (lambda w: SGD(w, lr=0.1, momentum=0.5), ["velocity"]),
        (Adam, ["mean", "square"]),
        (RMSprop, ["square"]),
        (lambda w: RMSprop(w, momentum=0.5), ["square", "velocity"]),
    ],
)
def test_a_memory_begins_as_zeros_and_is_as_large_as_the_rule_needs(optimizer, remembered) -> None:
    memory = optimizer(list(values(a=1.0, b=2.0))).memory
    assert memory.steps == 0
    assert {name: vector.tolist() for name, vector in memory.vectors.items()} == {
        name: [0.0, 0.0] for name in remembered
    }


# --- at the edges -----------------------------------------------------------------------------------------------------


def test_a_rate_of_zero_moves_nothing_and_an_infinite_one_is_refused() -> None:
    still = SGD([Value(1.0)], lr=lambda step: 0.0)
    assert still.update([1.0], [5.0]).tolist() == [1.0]
    assert still.memory.steps == 1
    assert SGD([Value(1.0)], lr=0).update([1.0], [5.0]).tolist() == [1.0]
    for rate in (math.inf, math.nan, -1e-300, None, "fast"):
        optimizer = SGD([Value(1.0)], lr=lambda step, rate=rate: rate)
        with pytest.raises(SettingError, match=r"^the learning rate after 0 steps is .*, by <function "):
            optimizer.update([1.0], [5.0])


@pytest.mark.parametrize(
    ("make", "accepted"),
    [
        (lambda w: SGD(w, lr=0.1, momentum=1.0), True),
        (lambda w: RMSprop(w, momentum=1.0), True),
        (lambda w: RMSprop(w, momentum=1.1), False),
        (lambda w: RMSprop(w, alpha=0.0), True),
        (lambda w: RMSprop(w, eps=0.0), True),
        (lambda w: Adam(w, betas=(0.0, 0.0), eps=0.0), True),
        (lambda w: Adam(w, betas=(1.0, 0.9)), False),
        (lambda w: Adam(w, betas=(0.9, 0.9, 0.9)), False),
        (lambda w: AdamW(w, weight_decay=0.0), True),
        (lambda w: AdamW(w, weight_decay=-0.1), False),
        (lambda w: step_decay(0.1, every=1, factor=1.0), True),
        (lambda w: cosine(0.0, steps=1, final=0.0), True),
        (lambda w: cosine(0.1, steps=1, final=-0.1), False),
        (lambda w: warmup(0.1, steps=0), False),
    ],
)
def test_settings_at_the_edge_of_what_makes_sense(make, accepted: bool) -> None:
    if accepted:
        make([Value(1.0)])
    else:
        with pytest.raises(SettingError):
            make([Value(1.0)])


def test_a_gradient_as_long_as_it_may_be_stays_as_it_is() -> None:
    assert clip_by_norm([3.0, 4.0], 5.0).tolist() == [3.0, 4.0]
    assert clip_by_norm([0.0, 0.0], 5.0).tolist() == [0.0, 0.0]
    assert clip_by_value([3.0, -4.0], 4.0).tolist() == [3.0, -4.0]


def test_what_is_finite_is_found_where_squares_are_not() -> None:
    with numpy.errstate(over="ignore"):
        assert all_finite(numpy.array([1e300, -1e300]))
        assert not all_finite(numpy.array([1e300, math.inf]))
    assert quotient(numpy.array([1.0, 5.0]), numpy.array([-2.0, 0.0])).tolist() == [-0.5, 0.0]


def test_a_rule_is_asked_with_the_number_of_the_step_from_1() -> None:
    asked = []

    class Counting(Optimizer):
        def rule(self, vector, g, lr, t, memory):
            asked.append((t, lr))
            return vector, memory

    optimizer = Counting([Value(1.0)], lr=lambda steps: float(steps))
    for _ in range(3):
        optimizer.update([1.0], [0.0])
    assert asked == [(1, 0.0), (2, 1.0), (3, 2.0)]
    with pytest.raises(NotImplementedError, match=r"^Optimizer has no rule$"):
        Optimizer([Value(1.0)], lr=0.1).update([1.0], [0.0])


def test_a_long_name_is_cut_in_an_error() -> None:
    plan = schedules.Schedule("s" * 300, lambda step: -1.0)
    shown = "s" * 39 + "…"
    with pytest.raises(SettingError) as caught:
        SGD([Value(1.0)], lr=plan).update([1.0], [1.0])
    assert str(caught.value) == f"the learning rate after 0 steps is -1.0, by {shown}"
    optimizer = SGD([Value(1.0)], lr=schedules.Schedule("s" * 300, lambda step: 1e308))
    shown = repr(optimizer)[:199] + "…"
    for call, says in (
        (lambda: optimizer.update([1.0, 2.0], [1.0]), f"{shown} cannot update a vector of shape (2,)"),
        (lambda: optimizer.update([1.0], [1e308]), f"step 1 of {shown} leaves the range of floats: parameter 0 would"),
    ):
        with pytest.raises(ChainruleError) as caught:
            call()
        assert str(caught.value).startswith(says)
    momentum = SGD([Value(1.0)], lr=schedules.Schedule("s" * 300, lambda step: 0.1), momentum=0.5)
    shown = repr(momentum)[:199] + "…"
    for state in ({}, {"velocity": [1.0, 2.0]}):
        with pytest.raises(StateError) as caught:
            momentum.load_state({"optimizer": "SGD", "steps": 0, **state})
        assert str(caught.value).startswith(f"the state does not fit {shown}: 'velocity' ")
