"""Changes that leave what has a structure one: another number in the place of a number, another branch of a tree."""

from __future__ import annotations

import json
import random
import re
from copy import deepcopy
from typing import Any

_NUMBERS = [
    "0", "1", "2", "-1", "3", "0.5", "0.75", "-0.25", "1.5", "0.1", "10", "1e-3", "2.25", "0.3333", "1e17", "1e300",
    "-1e-300", "100", "0.05", "1/3", "4", "7.0",
]  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")

#: What may stand anywhere in a tree.
_ODD: list[Any] = [
    None, True, False, 0, 1, -1, 2, 3, 0.5, 1e308, -1e-320, 2**63, 10**30, float("nan"), "", "a", "tanh", "\x1b[2J",
    "9" * 300, [], {}, [[]], {"a": 1}, [0, 1], [0.5, "a"],
]  # fmt: skip


def with_other_numbers(text: str, rng: random.Random) -> str:
    """A text in which one to three numbers are others."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        found = list(_NUMBER.finditer(text))
        if not found:
            return text
        token = rng.choice(found)
        new = rng.choice([*_NUMBERS, rng.choice(found)[0], f"{rng.gauss(0, 1):.{rng.randint(1, 6)}f}"])
        text = text[: token.start()] + new + text[token.end() :]
    return text


def with_another_branch(tree: Any, rng: random.Random) -> Any:
    """A tree of JSON in which one branch is gone, doubled, in the place of another, or something odd."""
    places = [(None, tree), *_places(tree)]
    holders = [(key, holder) for key, holder in places if isinstance(holder, dict | list) and holder]
    if not holders:
        return rng.choice(_ODD)
    _, holder = rng.choice(holders)
    keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key, other = rng.choice(keys), rng.choice(keys)
    kind = rng.randrange(5)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = rng.choice(_ODD)
    elif kind == 2:
        holder[key], holder[other] = holder[other], holder[key]
    elif kind == 3:
        holder[key] = deepcopy(rng.choice(places)[1])
    elif isinstance(holder, list):
        holder.append(deepcopy(holder[key]))
    else:
        holder[rng.choice([f"{key}'", "a", "", "layers", "version"])] = deepcopy(holder[key])
    return tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    branches = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, branch in branches:
        found.append((key, branch))
        found += _places(branch)
    return found


def changed_text(data: bytes, rng: random.Random) -> bytes:
    """Other numbers in a text, or, if it is JSON, another branch now and then."""
    text = data.decode(errors="replace")
    if text.lstrip()[:1] == "{" and rng.random() < 0.3:
        try:
            return json.dumps(with_another_branch(json.loads(text), rng), ensure_ascii=False).encode(errors="replace")
        except (ValueError, RecursionError):
            pass
    return with_other_numbers(text, rng).encode()
