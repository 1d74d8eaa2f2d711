"""Update rules by name: how a step changes a parameter, in plain floats.

In the formulas t counts the steps from 1, g is the gradient, θ the parameter, α the learning rate. A rule *keeps* some
numbers for each parameter, such as a velocity; then θ ← θ - α · direction. The formulas are data, so that each can be
replaced by what people write down in its place, see `slips.tables.rules`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd.auditor.sheet_keys import number_at
from autograd.errors import ExpressionError
from autograd.hints import meant_by
from autograd.language import say
from autograd.notation import quoted, shown


class Settings(NamedTuple):
    """The constants of the rules; each rule reads those that it has.

    - `beta`: how much of the velocity stays. `dampening`: how much of a new gradient does not enter it.
    - `rho`: how much of the running mean of squares stays (RMSprop).
    - `beta1`, `beta2`: how much of the running means of g and g² stays (Adam).
    - `epsilon`: is added to the root in a denominator.
    - `decay`: weight decay: adds decay · θ to the gradient (`adamw`: to the direction). `decay_biases`: also for
      biases, the parameters that are only added.
    - `look_ahead`: whether `nesterov` takes the gradient at θ - α β v.
    """

    beta: float = 0.9
    dampening: float = 0.0
    rho: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    decay: float = 0.0
    decay_biases: bool = True
    look_ahead: bool = True


#: What a rule keeps for one parameter, in its order.
Memory = tuple[float, ...]
#: A number kept, from what was kept before, what is new of it already, the gradient, t and the settings.
Formula = Callable[[Memory, Sequence[float], float, int, Settings], float]
#: The direction of a step, from the parameter, the gradient, what is kept now, and the settings.
Direction = Callable[[float, float, Sequence[float], Settings], float]
#: Where the gradient is taken, from the parameter, the learning rate, what was kept before, and the settings.
Point = Callable[[float, float, Memory, Settings], float]


class Kept(NamedTuple):
    """A number that a rule keeps for each parameter."""

    name: str
    formula: Formula


class UpdateRule(NamedTuple):
    """An update rule: what it keeps, in which direction it goes, and its settings, of which it `reads` some.

    `point` is where the gradient is taken, if not at the parameters. `is_decoupled`: a decay of the weights is no part
    of the gradient.
    """

    name: str
    kept: tuple[Kept, ...]
    direction: Direction
    reads: tuple[str, ...] = ("decay", "decay_biases")
    settings: Settings = Settings()
    point: Point | None = None
    is_decoupled: bool = False

    @property
    def is_ahead(self) -> bool:
        """Whether the gradient is taken at another point than the parameters."""
        return self.point is not None and self.settings.look_ahead

    @property
    def keeps(self) -> tuple[str, ...]:
        """The names of the numbers kept."""
        return tuple(kept.name for kept in self.kept)

    def advanced(
        self, before: Memory, gradient: float, t: int, printed: Mapping[str, float | None] | None = None
    ) -> tuple[Memory, Memory]:
        """What is kept after the gradient of step t: as computed, and as carried on, where something is `printed`."""
        computed: list[float] = []
        carried: list[float] = []
        for name, formula in self.kept:
            new = formula(before, carried, gradient, t, self.settings)
            computed.append(new)
            on_paper = printed.get(name) if printed else None
            carried.append(new if on_paper is None else on_paper)
        return tuple(computed), tuple(carried)

    def with_formula(self, name: str, formula: Formula) -> UpdateRule:
        """The same rule with another formula for a number kept."""
        kept = tuple(Kept(name, formula) if kept.name == name else kept for kept in self.kept)
        return self._replace(kept=kept)

    def with_settings(self, **settings: Any) -> UpdateRule:
        """The same rule with other settings."""
        return self._replace(settings=self.settings._replace(**settings))


def quotient(numerator: float, denominator: float) -> float:
    """numerator / denominator; 0 where the denominator is 0: without an ε, where no gradient has come yet."""
    return numerator / denominator if denominator else 0.0


# fmt: off
_VELOCITY = Kept("v", lambda old, new, g, t, s: s.beta * old[0] + (1 - s.dampening) * g)
_MOMENTS = (
    Kept("m", lambda old, new, g, t, s: s.beta1 * old[0] + (1 - s.beta1) * g),
    Kept("v", lambda old, new, g, t, s: s.beta2 * old[1] + (1 - s.beta2) * (g * g)),
    Kept("m_hat", lambda old, new, g, t, s: new[0] / (1 - s.beta1**t)),
    Kept("v_hat", lambda old, new, g, t, s: new[1] / (1 - s.beta2**t)),
)


def _plain(theta: float, g: float, kept: Sequence[float], s: Settings) -> float:
    return g


def _velocity(theta: float, g: float, kept: Sequence[float], s: Settings) -> float:
    return kept[0]


def _nesterov(theta: float, g: float, kept: Sequence[float], s: Settings) -> float:
    return kept[0] if s.look_ahead else g + s.beta * kept[0]


def _look_ahead(theta: float, rate: float, kept: Memory, s: Settings) -> float:
    return theta - rate * s.beta * kept[0]


def _over_root(theta: float, g: float, kept: Sequence[float], s: Settings) -> float:
    return quotient(g, math.sqrt(kept[0]) + s.epsilon)


def _adam(theta: float, g: float, kept: Sequence[float], s: Settings) -> float:
    return quotient(kept[2], math.sqrt(kept[3]) + s.epsilon)


def _adamw(theta: float, g: float, kept: Sequence[float], s: Settings) -> float:
    return _adam(theta, g, kept, s) + s.decay * theta


_DECAY = ("decay", "decay_biases")

SGD = UpdateRule("sgd", (), _plain)

#: The rules by name:
#:
#: - sgd: θ ← θ - α g.
#: - momentum: v ← β v + (1 - dampening) g, θ ← θ - α v. B. Polyak, USSR Comp. Math. 4 (1964). Where a course writes
#:   v ← β v - α g and θ ← θ + v, its v is -α times this one: a claim about it has the scale -α.
#: - nesterov: the same with g taken at θ - α β v: Y. Nesterov, Soviet Math. Dokl. 27 (1983); I. Sutskever et al., ICML
#:   2013. Without `look_ahead`, θ is that point itself, as in PyTorch: θ ← θ - α (g + β v).
#: - adagrad: s ← s + g², θ ← θ - α g / (√s + ε). J. Duchi et al., JMLR 12 (2011).
#: - rmsprop: s ← ρ s + (1 - ρ) g², θ ← θ - α g / (√s + ε). T. Tieleman and G. Hinton, lecture 6.5 (2012).
#: - adam: m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², m_hat = m / (1 - β₁ᵗ), v_hat = v / (1 - β₂ᵗ),
#:   θ ← θ - α m_hat / (√v_hat + ε). D. Kingma and J. Ba, ICLR 2015.
#: - adamw: the same, decay · θ being added to the direction, not to the gradient. I. Loshchilov, F. Hutter, ICLR 2019.
RULES: dict[str, UpdateRule] = {
    rule.name: rule
    for rule in (
        SGD,
        UpdateRule("momentum", (_VELOCITY,), _velocity, ("beta", "dampening", *_DECAY)),
        UpdateRule(
            "nesterov", (_VELOCITY,), _nesterov, ("beta", "dampening", "look_ahead", *_DECAY), point=_look_ahead
        ),
        UpdateRule("adagrad", (Kept("s", lambda old, new, g, t, s: old[0] + g * g),), _over_root, ("epsilon", *_DECAY)),
        UpdateRule(
            "rmsprop", (Kept("s", lambda old, new, g, t, s: s.rho * old[0] + (1 - s.rho) * (g * g)),), _over_root,
            ("rho", "epsilon", *_DECAY),
        ),
        UpdateRule("adam", _MOMENTS, _adam, ("beta1", "beta2", "epsilon", *_DECAY)),
        UpdateRule(
            "adamw", _MOMENTS, _adamw, ("beta1", "beta2", "epsilon", *_DECAY), Settings(decay=0.01), is_decoupled=True
        ),
    )
}
# fmt: on

#: Other names of settings.
_ALSO = {
    "eps": "epsilon", "weight_decay": "decay", "β": "beta", "β1": "beta1", "β2": "beta2", "ρ": "rho", "ε": "epsilon",
    "momentum": "beta", "alpha": "rho",
}  # fmt: skip


class Update(NamedTuple):
    """A rule, and what it has kept for the parameters before the first step: for all of them, or by name."""

    rule: UpdateRule = SGD
    start: Mapping[str, float | Mapping[str, float]] = {}
    rate: float | None = None

    def memory(self, parameter: str) -> Memory:
        """What is kept for a parameter before the first step: 0 where nothing is said."""
        found = (self.start.get(name, 0.0) for name in self.rule.keeps)
        return tuple(start.get(parameter, 0.0) if isinstance(start, Mapping) else start for start in found)


def read_update(given: Any) -> Update:
    """The update rule that is meant by a name, or by a table with the key `rule`, settings and first values.

    >>> read_update("adam").rule.keeps
    ('m', 'v', 'm_hat', 'v_hat')
    >>> read_update({"rule": "momentum", "beta": 0.5, "v": {"w": 1.0}}).memory("w")
    (1.0,)

    The learning rate may stand there too, as `rate`. Raises `ExpressionError` for what is not known.
    """
    table: Mapping[str, Any] = {"rule": given} if isinstance(given, str) else given
    if not isinstance(table, Mapping) or not isinstance(table.get("rule", "sgd"), str):
        raise ExpressionError(
            say("update is a rule's name or a table with the key rule, not {given}", given=quoted(given, 60))
        )
    name = table.get("rule", "sgd")
    rule = RULES.get(name.lower())
    if rule is None:
        meant = meant_by(name, RULES)
        others = say("did you mean {meant}?" if meant else "the rules are {rules}", meant=meant, rules=list(RULES))
        raise ExpressionError(
            say("update.rule: {name} is no update rule: {others}", name=quoted(name, 60), others=others)
        )
    settings: dict[str, Any] = {}
    start: dict[str, float | Mapping[str, float]] = {}
    rate = None
    for key, value in table.items():
        where = f"update.{shown(str(key), 40)}"
        setting = key if key in rule.reads else _ALSO.get(key, key)
        if key == "rule":
            continue
        if key == "rate":
            rate = number_at(value, where)
        elif key in rule.keeps and not key.endswith("_hat"):
            if isinstance(value, Mapping):
                start[key] = {str(name): number_at(x, f"{where}.{shown(str(name))}") for name, x in value.items()}
            else:
                start[key] = number_at(value, where)
        elif setting in ("decay_biases", "look_ahead") and setting in rule.reads:
            if not isinstance(value, bool):
                raise ExpressionError(
                    say("{where} is true or false, not {value}", where=where, value=quoted(value, 60))
                )
            settings[setting] = value
        elif setting in rule.reads:
            settings[setting] = _setting(setting, value, where)
        else:
            known = [*rule.reads, "rate", *(kept for kept in rule.keeps if not kept.endswith("_hat"))]
            meant = meant_by(str(key), known)
            others = say("did you mean {meant}?" if meant else "it has {known}", meant=meant, known=known)
            raise ExpressionError(
                say(
                    "{where}: the rule {rule} has no such setting: {others}", where=where, rule=rule.name, others=others
                )
            )
    return Update(rule.with_settings(**settings), start, rate)


def _setting(setting: str, value: Any, where: str) -> float:
    number = number_at(value, where)
    is_share = setting not in ("epsilon", "decay")
    if number < 0 or (is_share and number > 1) or (setting in ("beta1", "beta2") and number == 1):
        wanted = say("from 0 to 1" if is_share else "0 or more")
        raise ExpressionError(
            say("{where} must be {wanted}, not {value}", where=where, wanted=wanted, value=quoted(value, 60))
        )
    return number
