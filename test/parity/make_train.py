"""Makes fixtures/train.safetensors: optimizers over 20 steps, and schedules, as PyTorch has them."""

import math

import torch
from torch import nn, optim
from torch.optim import lr_scheduler

from fixtures import STEPS, Fixtures

fixtures = Fixtures(11)


def warm_cosine(step, warmup, total):
    """The factor of transformers.get_cosine_schedule_with_warmup."""
    if step < warmup:
        return step / warmup
    return 0.5 * (1 + math.cos(math.pi * min(1, (step - warmup) / (total - warmup))))


def inverse_sqrt(step, warmup):
    return step / warmup if step < warmup else math.sqrt(warmup / step)


def reference(optimizer, name, options):
    """What PyTorch has for our schedule of that name and its options."""
    if name == "CosineLR":
        # PyTorch's cosine turns upwards again after its period; ours stays: compare up to there.
        total, warmup = options["total_steps"], options.get("warmup_steps")
        if warmup is None:
            return lr_scheduler.CosineAnnealingLR(optimizer, total, eta_min=options.get("min_lr", 0))
        return lr_scheduler.LambdaLR(optimizer, lambda step: warm_cosine(step, warmup, total))
    if name == "InverseSqrtLR":
        return lr_scheduler.LambdaLR(optimizer, lambda step: inverse_sqrt(step, options["warmup_steps"]))
    return getattr(lr_scheduler, name)(optimizer, **options)


def network():
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))


def training(name, optimizer, options, groups=None, clip_norm=None, clip_value=None, schedule=None):
    """20 steps on 20 batches: keeps the first weights, the losses and the last weights.

    `groups` gives the two layers settings of their own.
    """
    model = network()
    x = torch.randn(STEPS, 6, 3)
    y = torch.stack([x[..., 0] * x[..., 1], x.sum(-1)], -1)
    for key, value in model.state_dict().items():
        fixtures.put(name, f"state.{key}", value)
    fixtures.put(name, "x", x)
    fixtures.put(name, "y", y)
    trained = model.parameters()
    if groups is not None:
        trained = [
            {"params": layer.parameters(), **own} for layer, own in zip([model[0], model[2]], groups)
        ]
    made = getattr(optim, optimizer)(trained, **options)
    plan = schedule and reference(made, schedule["name"], schedule["options"])
    losses, norms = [], []
    for step in range(STEPS):
        made.zero_grad()
        loss = nn.functional.mse_loss(model(x[step]), y[step])
        loss.backward()
        if clip_norm is not None:
            norms.append(nn.utils.clip_grad_norm_(model.parameters(), clip_norm))
        if clip_value is not None:
            nn.utils.clip_grad_value_(model.parameters(), clip_value)
        made.step()
        if plan:
            plan.step(*([loss.detach()] if schedule["name"] == "ReduceLROnPlateau" else []))
        losses.append(loss.detach())
    fixtures.put(name, "losses", torch.stack(losses))
    if norms:
        fixtures.put(name, "norms", torch.stack(norms))
    for key, value in model.state_dict().items():
        fixtures.put(name, f"after.{key}", value)
    fixtures.configs[name] = {
        "kind": "optimizer",
        "optimizer": optimizer,
        "options": options,
        **({"groups": groups} if groups else {}),
        **({"clip_norm": clip_norm} if clip_norm else {}),
        **({"clip_value": clip_value} if clip_value else {}),
        **({"schedule": schedule} if schedule else {}),
    }


for name, optimizer, options in [
    ("SGD", "SGD", {"lr": 0.1}),
    ("SGD momentum", "SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD nesterov", "SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("SGD dampening", "SGD", {"lr": 0.1, "momentum": 0.8, "dampening": 0.3}),
    ("SGD weight decay", "SGD", {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.1}),
    ("Adagrad", "Adagrad", {"lr": 0.1}),
    ("Adagrad options", "Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.05, "initial_accumulator_value": 0.1, "eps": 1e-3}),
    ("RMSprop", "RMSprop", {"lr": 0.01}),
    ("RMSprop options", "RMSprop", {"lr": 0.01, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.05, "momentum": 0.9}),
    ("RMSprop centered", "RMSprop", {"lr": 0.01, "alpha": 0.9, "centered": True}),
    ("Adam", "Adam", {"lr": 0.01}),
    ("Adam options", "Adam", {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 0.1}),
    ("Adam amsgrad", "Adam", {"lr": 0.05, "betas": [0.9, 0.9], "amsgrad": True}),
    ("AdamW", "AdamW", {"lr": 0.01}),
    ("AdamW options", "AdamW", {"lr": 0.05, "weight_decay": 0.3, "amsgrad": True}),
]:
    training(name, optimizer, options)
training("SGD groups", "SGD", {"lr": 0.1}, groups=[{"lr": 0.02, "momentum": 0.9}, {"weight_decay": 0.2}])
training("AdamW groups", "AdamW", {"lr": 0.01}, groups=[{"weight_decay": 0.0}, {"lr": 0.03, "betas": [0.7, 0.99]}])
training("clipped norm", "SGD", {"lr": 0.1}, clip_norm=0.5)
training("clipped value", "SGD", {"lr": 0.1}, clip_value=0.1)
cycle = {"name": "OneCycleLR", "options": {"max_lr": 0.1, "total_steps": STEPS}}
training("Adam in one cycle", "Adam", {"lr": 0.01}, schedule=cycle)
training("SGD in one cycle", "SGD", {"lr": 0.01, "momentum": 0.9}, schedule=cycle)
for name, options in [
    ("StepLR", {"step_size": 6, "gamma": 0.5}),
    ("CosineLR", {"total_steps": STEPS, "min_lr": 0.001}),
    ("CosineLR", {"total_steps": STEPS, "warmup_steps": 5}),
    ("InverseSqrtLR", {"warmup_steps": 4}),
    ("ReduceLROnPlateau", {"patience": 1, "factor": 0.5}),
]:
    warm = ", warm-up" if name == "CosineLR" and "warmup_steps" in options else ""
    training(f"AdamW with {name}{warm}", "AdamW", {"lr": 0.03}, schedule={"name": name, "options": options})


def scheduled(name, kind, options, metrics=None):
    """The rates (and momenta) of 30 steps, the first before any step."""
    made = optim.SGD(
        [{"params": [torch.zeros(1)]}, {"params": [torch.zeros(1)], "lr": 0.03}], lr=0.2, momentum=0.9
    )
    plan = reference(made, kind, options)
    rates, momenta = [], []
    for step in range(30):
        rates.append([group["lr"] for group in made.param_groups])
        momenta.append([group["momentum"] for group in made.param_groups])
        made.step()
        plan.step(*([] if metrics is None else [metrics[step]]))
    fixtures.put(name, "lrs", torch.tensor(rates, dtype=torch.float64))
    fixtures.put(name, "momenta", torch.tensor(momenta, dtype=torch.float64))
    fixtures.configs[name] = {"kind": "schedule", "schedule": kind, "options": options, "metrics": metrics}


for name, options in [
    ("StepLR", {"step_size": 4, "gamma": 0.5}),
    ("StepLR default", {"step_size": 10}),
    ("CosineLR", {"total_steps": 30, "min_lr": 0.01}),
    ("CosineLR warm-up", {"total_steps": 25, "warmup_steps": 6}),
    ("InverseSqrtLR", {"warmup_steps": 7}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 30}),
    ("OneCycleLR linear", {"max_lr": 0.5, "total_steps": 30, "anneal_strategy": "linear", "pct_start": 0.45, "div_factor": 10.0, "final_div_factor": 100.0}),
    ("OneCycleLR three phases", {"max_lr": 0.5, "total_steps": 30, "three_phase": True, "base_momentum": 0.8, "max_momentum": 0.9}),
    ("OneCycleLR rates only", {"max_lr": 0.5, "total_steps": 30, "cycle_momentum": False}),
]:
    scheduled(name, name.split()[0], options)
falling = [1 / (1 + step) if step < 8 else 0.12 + 0.01 * math.sin(step) for step in range(30)]
rising = [-value for value in falling]
for name, options, metrics in [
    ("", {"patience": 3}, falling),
    (" cooldown", {"patience": 1, "cooldown": 3, "factor": 0.5, "min_lr": 0.02}, falling),
    (" absolute", {"patience": 1, "threshold": 0.05, "threshold_mode": "abs", "factor": 0.3}, falling),
    (" max", {"patience": 2, "mode": "max", "threshold": 0.01}, rising),
]:
    scheduled(f"ReduceLROnPlateau{name}", "ReduceLROnPlateau", options, metrics)

fixtures.save(__file__, "train.safetensors")
