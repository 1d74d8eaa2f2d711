"""Where PyTorch's optimizers go in 100 steps: writes optimizer_trajectories.json, next to this file.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch==2.13.0
    /tmp/torch/bin/python tests/nn/optimizers/reference/optimizer_trajectories.py

Double precision, on one smooth function of four variables written in PyTorch's own operations, so that nothing of this
project is involved. `tests/test_optimizers.py` follows the same paths with ours.

Where PyTorch's convention is not the literature's, the figures follow the literature:
- clip_norm: PyTorch scales by c / (‖g‖ + 1e-6), R. Pascanu et al. (2013) by c / ‖g‖; here the scaling is written out.
Everything else is PyTorch as it comes: its optimizers, lr_schedulers and clip_grad_value_.
"""

import json
from pathlib import Path

import torch
from torch.optim import lr_scheduler

START = [-1.2, 1.0, 0.5, 2.0]
KEPT = [1, 2, 3, 4, 5, *range(10, 101, 5)]

#: (name, optimizer, its settings, our schedule in place of lr or None, clipping)
RUNS = [
    ("plain", "SGD", {"lr": 0.01}, None, {}),
    ("weight decay", "SGD", {"lr": 0.01, "weight_decay": 0.1}, None, {}),
    ("momentum", "SGD", {"lr": 0.003, "momentum": 0.9}, None, {}),
    ("momentum and decay", "SGD", {"lr": 0.003, "momentum": 0.8, "weight_decay": 0.2}, None, {}),
    ("nesterov", "SGD", {"lr": 0.003, "momentum": 0.9, "nesterov": True}, None, {}),
    (
        "nesterov and decay",
        "SGD",
        {"lr": 0.003, "momentum": 0.7, "nesterov": True, "weight_decay": 0.2},
        None,
        {},
    ),
    ("defaults", "Adam", {}, None, {}),
    ("fast", "Adam", {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-3}, None, {}),
    ("defaults", "AdamW", {}, None, {}),
    ("strong decay", "AdamW", {"lr": 0.05, "weight_decay": 0.5}, None, {}),
    ("defaults", "RMSprop", {}, None, {}),
    ("momentum", "RMSprop", {"lr": 0.002, "alpha": 0.9, "eps": 1e-6, "momentum": 0.9}, None, {}),
    ("clipped by value", "SGD", {"lr": 0.01, "momentum": 0.5}, None, {"clip_value": 0.8}),
    ("clipped by norm", "SGD", {"lr": 0.01, "momentum": 0.5}, None, {"clip_norm": 1.5}),
    ("step decay", "SGD", {"lr": 0.02}, ["step_decay", {"lr": 0.02, "every": 15, "factor": 0.5}], {}),
    ("cosine", "Adam", {"lr": 0.05}, ["cosine", {"lr": 0.05, "steps": 80, "final": 0.001}], {}),
    ("warm-up", "Adam", {"lr": 0.05}, ["warmup", {"lr": 0.05, "steps": 10}], {}),
]


def loss(w):
    a, b, c, d = w
    return (1 - a) ** 2 + 5 * (b - a * a) ** 2 + torch.sin(c) * a + torch.exp(-c * d) + (c * d) ** 2 + torch.tanh(d - a)


def scheduler(optimizer, name, settings):
    if name == "step_decay":
        return lr_scheduler.StepLR(optimizer, settings["every"], settings["factor"])
    if name == "warmup":
        steps = settings["steps"]
        return lr_scheduler.LinearLR(optimizer, start_factor=1 / steps, end_factor=1.0, total_iters=steps - 1)
    wave = lr_scheduler.CosineAnnealingLR(optimizer, settings["steps"], settings["final"])
    # After half a wave PyTorch's rate rises again; ours stays, which is a constant from that milestone on.
    rest = lr_scheduler.ConstantLR(optimizer, factor=settings["final"] / settings["lr"], total_iters=10**9)
    return lr_scheduler.SequentialLR(optimizer, [wave, rest], milestones=[settings["steps"]])


def trajectory(kind, settings, schedule, clipping):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, kind)([w], **settings)
    plan = scheduler(optimizer, *schedule) if schedule else None
    kept = {}
    for step in range(1, 101):
        optimizer.zero_grad()
        loss(w).backward()
        if "clip_value" in clipping:
            torch.nn.utils.clip_grad_value_([w], clipping["clip_value"])
        if "clip_norm" in clipping:
            w.grad.mul_(min(1.0, clipping["clip_norm"] / w.grad.norm().item()))
        optimizer.step()
        if plan:
            plan.step()
        if step in KEPT:
            kept[str(step)] = w.tolist()
    return kept


def main():
    fields = ("name", "optimizer", "settings", "schedule", "clipping")
    runs = [{**dict(zip(fields, run, strict=True)), "trajectory": trajectory(*run[1:])} for run in RUNS]
    lines = ",\n".join(json.dumps(run) for run in runs)
    head = json.dumps(
        {"made by": f"tests/nn/optimizers/reference/{Path(__file__).name}", "torch": torch.__version__, "start": START}
    )
    Path(__file__).with_suffix(".json").write_text(f'{head[:-1]}, "runs": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
