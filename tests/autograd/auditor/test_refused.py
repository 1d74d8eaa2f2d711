"""What is no sheet and no claim is refused in one full sentence that begins with the place of the fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograd import Value, audit, parse
from autograd.auditor.sheets import sheet
from autograd.errors import ChainruleError, ExpressionError

FACTORS = {"inputs": {"a": 2, "b": 1}, "expressions": ["c = a + b", "e = c*b"], "claims": []}
CLAIM = {"quantity": "e", "printed": "3"}
LAYER = {
    "inputs": {"W": [[1, 2], [3, 4]], "x": [1, 2]}, "expressions": ["z = W @ x", "L = sum(z²)"], "claims": [],
    "learning_rate": 0.1,
}  # fmt: skip
ENTRIES = {"quantity": "z", "printed": ["5", "11"]}
e = parse("c = a + b; e = c*b", a=2, b=1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (3, "a homework sheet is a table with the keys inputs, expressions and claims"),
        ([], "a homework sheet is a table with the keys inputs, expressions and claims"),
        ({}, "the key 'inputs' is missing"),
        ({"inputs": {}, "expressions": []}, "the key 'claims' is missing"),
        ({**FACTORS, "claims": 3}, "claims must be a list, not 3"),
        ({**FACTORS, "expressions": 3}, "expressions must be a list, not 3"),
        ({**FACTORS, "inputs": 3}, "inputs must be a table of names and numbers, not 3"),
        ({**FACTORS, "expressions": [3]}, "expressions[0] must be text, not 3"),
        ({**FACTORS, "expressions": []}, "expressions: there is no formula"),
        ({**FACTORS, "expressions": ["c = a +"]}, "expressions[0]: a + cannot be read: it ends too early"),
        ({**FACTORS, "expressions": ["c = a", "d = q*2"]}, "expressions[1]: unknown name q; known: a, b, c"),
        ({**FACTORS, "loss": "q"}, "loss = 'q' is not computed by the expressions"),
        ({**FACTORS, "loss": 3}, "loss must be text, not 3"),
        (
            {
                **FACTORS,
                "inputs": {"W": [[1, 2], [3, 4]], "x": [1, 2]},
                "expressions": ["z = W @ x"],
                "learning_rate": 0.1,
            },
            "loss: the last expression gives an array, z: say which number is the loss",
        ),
        ({**FACTORS, "expressions": ["3"]}, "loss: the last expression has no input"),
        ({**FACTORS, "claim": 3}, "claim: there is no key 'claim', did you mean claims? (your own begin with x-)"),
        (
            {**FACTORS, "qwerty": 3},
            "qwerty: there is no key 'qwerty': the keys are name, inputs, given, expressions, loss, learning_rate, update, params, claims, points, vary (your own begin with x-)",
        ),
        ({**FACTORS, "given": {"a": 1}}, "given.a: it is among the inputs, too"),
        ({**FACTORS, "given": 3}, "given must be a list of names or a table of names and numbers, not 3"),
        ({**FACTORS, "given": [3]}, "given[0] must be text, not 3"),
        ({**FACTORS, "params": ["c"]}, "params[0]: 'c' is not an input, so a step cannot change it"),
        ({**FACTORS, "params": ["q"]}, "params[0]: 'q' is not an input, so a step cannot change it"),
        ({**FACTORS, "params": 3}, "params must be a list, not 3"),
        ({**FACTORS, "params": [3]}, "params[0] must be text, not 3"),
        ({**FACTORS, "given": ["a"], "params": ["a"]}, "params[0]: a is given: no step changes it"),
        ({**FACTORS, "learning_rate": "x"}, "learning_rate must be a finite number, not 'x'"),
        ({**FACTORS, "learning_rate": True}, "learning_rate must be a finite number, not True"),
        (
            {**FACTORS, "learning_rate": 0.1, "update": {"rule": "sgd", "rate": 0.1}},
            "update.rate: the learning rate stands under learning_rate, too",
        ),
        ({**FACTORS, "inputs": {"a": "x", "b": 1}}, "inputs.a must be a finite number, not 'x'"),
        (
            {**FACTORS, "inputs": {"a": [1, [2]], "b": 1}},
            "inputs.a is no array: its item 1 is one number, but item 2 has 1 entry",
        ),
        ({**FACTORS, "inputs": {"a": None, "b": 1}}, "inputs.a must be a finite number, not None"),
        ({**FACTORS, "inputs": {"a": True, "b": 1}}, "inputs.a must be a finite number, not True"),
        ({**FACTORS, "claims": [3]}, "claims[0] must be a table with the keys quantity and printed, not 3"),
        ({**FACTORS, "claims": [{"quantity": "e"}]}, "claims[0] needs the keys quantity and printed"),
        ({**FACTORS, "claims": [{"printed": "3"}]}, "claims[0] needs the keys quantity and printed"),
        ({**FACTORS, "claims": [{**CLAIM, "quantity": 3}]}, "claims[0].quantity must be text, not 3"),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "q"}]},
            "claims[0].quantity: value:q: there is no 'q' in the example (it has a, b, c, e)",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "value:q"}]},
            "claims[0].quantity: value:q: there is no 'q' in the example (it has a, b, c, e)",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "foo:e"}]},
            "claims[0].quantity: 'foo:e' is not a quantity: write value:NAME, grad:NAME, update:NAME, partial:CHILD/PARENT, d:NAME/NAME, path:NAME/NAME/NAME or state:WHAT/NAME",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "grad:e/f"}]},
            "claims[0].quantity: grad:e/f: there is no 'e/f' in the example (it has a, b, c, e)",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "partial:e"}]},
            "claims[0].quantity: 'partial:e' needs two names: partial:CHILD/PARENT",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "partial:a/e"}]},
            "claims[0].quantity: partial:a/e: a is not computed from e directly",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "d:e"}]},
            "claims[0].quantity: 'd:e' needs two names: d:NAME/NAME",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "path:e/b"}]},
            "claims[0].quantity: 'path:e/b' needs three names or more: path:L/h/w",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "path:e/q/b"}]},
            "claims[0].quantity: path:e/q/b: there is no 'q' in the example (it has a, b, c, e)",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "update:c"}]},
            "claims[0].quantity: update:c: c is not a parameter (parameters: none)",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "update:a"}]},
            "claims[0].quantity: update:a: a is not a parameter (parameters: none)",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "state:v/a"}]},
            "claims[0].quantity: state:v/a: the update rule sgd keeps nothing",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "after": 1}]},
            "claims[0].quantity: value:e after 1 step: there is no parameter that a step changes",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "after": -1}]},
            "claims[0].after is a number of steps, 0 to 20000, not -1",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "after": "1"}]},
            "claims[0].after is a number of steps, 0 to 20000, not '1'",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "after": True}]},
            "claims[0].after is a number of steps, 0 to 20000, not True",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "after": 20001}]},
            "claims[0].after is a number of steps, 0 to 20000, not 20001",
        ),
        ({**FACTORS, "claims": [{**CLAIM, "scale": 0}]}, "claims[0].scale cannot be 0"),
        ({**FACTORS, "claims": [{**CLAIM, "scale": "x"}]}, "claims[0].scale must be a finite number, not 'x'"),
        ({**FACTORS, "claims": [{**CLAIM, "tol_units": -1}]}, "claims[0].tol_units cannot be negative"),
        (
            {**FACTORS, "claims": [{**CLAIM, "printed": "x"}]},
            "claims[0].printed: 'x' is not a printed number, such as 0.0772",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "printed": None}]},
            "claims[0].printed: a claim is a finite number or a string of digits, not None",
        ),
        ({**FACTORS, "claims": [{**CLAIM, "printed": []}]}, "claims[0].printed has no entries"),
        (
            {**FACTORS, "claims": [{**CLAIM, "printed": ["1", "2"]}]},
            "claims[0].printed: e is one number, but this has 2 entries",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "printed": True}]},
            "claims[0].printed: a claim is a finite number or a string of digits, not True",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "at": 3}]},
            "claims[0].at must be a table of names and numbers, such as {w1 = 0.11}",
        ),
        ({**FACTORS, "claims": [{**CLAIM, "at": {"q": 1}}]}, "claims[0].at: there is no 'q' in the example"),
        ({**FACTORS, "claims": [{**CLAIM, "at": {"a": "x"}}]}, "claims[0].at.a must be a finite number, not 'x'"),
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "update:a", "at": {"a": 1}}]},
            "claims[0].at goes with values and derivatives, not with the step of a parameter",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "prnted": 3}]},
            "claims[0].prnted: there is no key 'prnted', did you mean printed? (your own begin with x-)",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "printed": ["5"]}]},
            "claims[0].printed: z has 2 entries, but this has 1 entry",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "printed": "5"}]},
            "claims[0].printed: z has 2 entries, but this is one number",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "printed": [["5", "11"], ["1", "2"]]}]},
            "claims[0].printed: z has 2 entries, but this is 2×2",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "printed": [["5"], ["11", "2"]]}]},
            "claims[0].printed is no array: item 0 has 1 entry, but item 1 has 2 entries",
        ),
        ({**LAYER, "claims": [{**ENTRIES, "printed": []}]}, "claims[0].printed has no entries"),
        (
            {**LAYER, "claims": [{**ENTRIES, "printed": [[[["1"]]]]}]},
            "claims[0].printed: z has 2 entries, but this is 1×1×1×1",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "z[3]"}]},
            "claims[0].quantity: z[3] is no entry: z has 2 entries, and entries are counted from 1, as on paper",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "grad:W[1,3]", "printed": "1"}]},
            "claims[0].quantity: W[1,3] is no entry: W is 2×2, and entries are counted from 1, as on paper",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "grad:W[0,1]", "printed": "1"}]},
            "claims[0].quantity: W[0,1] is no entry: W is 2×2, and entries are counted from 1, as on paper",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "grad:W[1,:]", "printed": ["1"]}]},
            "claims[0].printed: grad:W[1,:] has 2 entries, but this has 1 entry",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "path:L/z/W", "printed": "1"}]},
            "claims[0].quantity: 'path:L/z/W': z is an array, and a path leads over single entries",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "partial:z/W", "printed": "1"}]},
            "claims[0].printed: partial:z/W is 2×2×2, but this is one number",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "quantity": "grad:xᵀ", "printed": ["1", "2"]}]},
            "claims[0].printed: grad:xᵀ is one number, but this has 2 entries",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "at": {"W": [1, 2]}}]},
            "claims[0].at.W: W is 2×2, but this has 2 entries",
        ),
        (
            {**LAYER, "claims": [{**ENTRIES, "at": {"W[1,1]": 3, "x": [1]}}]},
            "claims[0].at.x: x has 2 entries, but this has 1 entry",
        ),
        (
            {**FACTORS, "claims": [{"quantity": "grad:a", "printed": "1"}], "given": ["a"]},
            "claims[0].quantity: a is given: no gradient of it is asked for",
        ),
    ],
)
def test_what_is_no_sheet_is_refused(data: Any, why: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        sheet(data)
    assert str(raised.value) == why


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (lambda: audit(3), "audit takes the Value that was computed, not 3"),
        (lambda: audit(e, values=3), "values= must map nodes to claims, such as {'b': '5'}, but is of type int"),
        (lambda: audit(e, values={"q": 1}), "value:q: there is no 'q' in the example (it has a, b, c, e)"),
        (lambda: audit(e, values={3: 1}), "a node is named by its label or given as a Value, not as 3"),
        (lambda: audit(e, values={"c": "x"}), "'x' is not a printed number, such as 0.0772"),
        (lambda: audit(e, partials={"e": 1}), "partials= has pairs (child, parent), not 'e'"),
        (lambda: audit(e, partials={("e", "c", "a"): 1}), "partials= has pairs (child, parent), not ('e', 'c', 'a')"),
        (lambda: audit(e, derivatives={("e",): 1}), "derivatives= has pairs (node, by which node), not ('e',)"),
        (lambda: audit(e, paths={("e", "b"): 1}), "paths= has three nodes or more, (output, over, by), not ('e', 'b')"),
        (lambda: audit(e, updates={"a": 1}), "a claim about a step needs the learning rate"),
        (lambda: audit(e, updates={"a": 1}, learning_rate="x"), "the learning rate is a finite number, not x"),
        (lambda: audit(e, updates={"a": 1}, learning_rate=[1]), "the learning rate is a finite number, not [1]"),
        (
            lambda: audit(e, states={"v": 1}),
            'states= has pairs such as ("v", "w"), what the rule keeps for which, not \'v\'',
        ),
        (
            lambda: audit(e, states={("v",): 1}),
            'states= has pairs such as ("v", "w"), what the rule keeps for which, not (\'v\',)',
        ),
        (lambda: audit(e, after={-1: {"e": 1}}), "after= maps numbers of steps to claims, not -1 to {'e': 1}"),
        (lambda: audit(e, after={True: {"e": 1}}), "after= maps numbers of steps to claims, not True to {'e': 1}"),
        (lambda: audit(e, after={1: 3}), "after= maps numbers of steps to claims, not 1 to 3"),
        (lambda: audit(e, after=[1]), "after= must map nodes to claims, such as {'b': '5'}, but is of type list"),
        (lambda: audit(e, values={Value(3.0, "zz"): 1}), "zz is not part of the computation of the output"),
        (lambda: audit(e, values={Value(3.0): 1}), "a node is not part of the computation of the output"),
        (
            lambda: audit(e, values=[(["a", "b"], ["1"])]),
            "there must be one claim for each node of an array, in lists of the same shape",
        ),
        (lambda: audit(e, values={"a": ["1"]}), "value:a[0]: there is no 'a[0]' in the example (it has a, b, c, e)"),
        (
            lambda: audit(e, gradients=[1]),
            "gradients= must map nodes to claims, such as {'b': '5'}, but is of type list",
        ),
        (
            lambda: audit(e, values={"c": 3}, learning_rate=float("nan")),
            "the learning rate is a finite number, not nan",
        ),
    ],
)
def test_what_is_no_claim_is_refused(action: Callable[[], object], why: str) -> None:
    with pytest.raises(ChainruleError) as raised:
        action()
    assert str(raised.value) == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            {**FACTORS, "claims": [{**CLAIM, "quantity": "path:e/b/c"}]},
            "claims[0].quantity: path:e/b/c: no path leads from c to b",
        ),
        (
            {**FACTORS, "claims": [{**CLAIM, "printed": "1e-400"}]},
            "claims[0].printed: '1e-400' is closer to zero than a float can be",
        ),
        (
            {**FACTORS, "params": ["a"], "claims": [{"quantity": "update:a", "printed": "1"}]},
            "claims[0].quantity: a claim about a step needs the key 'learning_rate'",
        ),
        ({**FACTORS, "claims": [CLAIM] * 3}, ""),
    ],
)
def test_what_no_audit_can_be_made_of_is_refused(data: Any, why: str) -> None:
    if not why:
        assert len(sheet(data).claims) == 3
        return
    with pytest.raises(ExpressionError) as raised:
        sheet(data)
    assert str(raised.value) == why


@pytest.mark.parametrize(
    ("update", "why"),
    [
        (3, "update is a rule's name or a table with the key rule, not 3"),
        (
            "lbfgs",
            "update.rule: 'lbfgs' is no update rule: the rules are sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw",
        ),
        ("adm", "update.rule: 'adm' is no update rule: did you mean adam?"),
        ({"rule": "nesterov", "look_ahead": "yes"}, "update.look_ahead is true or false, not 'yes'"),
        ({"rule": "momentum", "beta": 2}, "update.beta must be from 0 to 1, not 2"),
        ({"rule": "adam", "beta1": 1}, "update.beta1 must be from 0 to 1, not 1"),
        ({"rule": "adam", "eps": -1}, "update.eps must be 0 or more, not -1"),
        (
            {"rule": "sgd", "gamma": 1},
            "update.gamma: the rule sgd has no such setting: it has decay, decay_biases, rate",
        ),
    ],
)
def test_what_is_no_update_rule_is_refused(update: Any, why: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        sheet({**FACTORS, "update": update})
    assert str(raised.value) == why
