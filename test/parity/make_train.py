"""Makes fixtures/train.safetensors: optimizers over 20 steps, and schedules, as PyTorch has them."""

import math

import torch
from torch import nn, optim
from torch.optim import lr_scheduler

from fixtures import Fixtures

fixtures = Fixtures(11)
STEPS = 20


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
    plan = getattr(lr_scheduler, schedule["name"])(made, **schedule["options"]) if schedule else None
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
            plan.step()
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


def scheduled(name, kind, options, schedule, metrics=None, momentum=0.9):
    """The rates (and momenta) of 30 steps, the first before any step."""
    made = optim.SGD(
        [{"params": [torch.zeros(1)]}, {"params": [torch.zeros(1)], "lr": 0.03}], lr=0.2, momentum=momentum
    )
    plan = schedule(made)
    rates, momenta = [], []
    for step in range(30):
        rates.append([group["lr"] for group in made.param_groups])
        momenta.append([group["momentum"] for group in made.param_groups])
        made.step()
        plan.step(*([] if metrics is None else [metrics[step]]))
    fixtures.put(name, "lrs", torch.tensor(rates, dtype=torch.float64))
    fixtures.put(name, "momenta", torch.tensor(momenta, dtype=torch.float64))
    fixtures.configs[name] = {"kind": "schedule", "schedule": kind, "options": options, "metrics": metrics}


for name, options in [("StepLR", {"step_size": 4, "gamma": 0.5}), ("StepLR default", {"step_size": 10})]:
    scheduled(name, "StepLR", options, lambda o: lr_scheduler.StepLR(o, **options))
# PyTorch's cosine turns upwards again after its period; ours stays, so it is compared up to there.
scheduled(
    "CosineLR",
    "CosineLR",
    {"total_steps": 30, "min_lr": 0.01},
    lambda o: lr_scheduler.CosineAnnealingLR(o, 30, eta_min=0.01),
)


def warm_cosine(step, warmup=6, total=25):
    """The factor of transformers.get_cosine_schedule_with_warmup."""
    if step < warmup:
        return step / warmup
    return 0.5 * (1 + math.cos(math.pi * min(1, (step - warmup) / (total - warmup))))


scheduled(
    "CosineLR warm-up",
    "CosineLR",
    {"total_steps": 25, "warmup_steps": 6},
    lambda o: lr_scheduler.LambdaLR(o, warm_cosine),
)
scheduled(
    "InverseSqrtLR",
    "InverseSqrtLR",
    {"warmup_steps": 7},
    lambda o: lr_scheduler.LambdaLR(o, lambda step: step / 7 if step < 7 else math.sqrt(7 / step)),
)
for name, options in [
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 30}),
    ("OneCycleLR linear", {"max_lr": 0.5, "total_steps": 30, "anneal_strategy": "linear", "pct_start": 0.45, "div_factor": 10.0, "final_div_factor": 100.0}),
    ("OneCycleLR three phases", {"max_lr": 0.5, "total_steps": 30, "three_phase": True, "base_momentum": 0.8, "max_momentum": 0.9}),
    ("OneCycleLR rates only", {"max_lr": 0.5, "total_steps": 30, "cycle_momentum": False}),
]:
    scheduled(name, "OneCycleLR", options, lambda o: lr_scheduler.OneCycleLR(o, **options))
falling = [1 / (1 + step) if step < 8 else 0.12 + 0.01 * math.sin(step) for step in range(30)]
for name, options in [
    ("ReduceLROnPlateau", {"patience": 3}),
    ("ReduceLROnPlateau cooldown", {"patience": 1, "cooldown": 3, "factor": 0.5, "min_lr": 0.02}),
    ("ReduceLROnPlateau absolute", {"patience": 1, "threshold": 0.05, "threshold_mode": "abs", "factor": 0.3}),
]:
    scheduled(name, "ReduceLROnPlateau", options, lambda o: lr_scheduler.ReduceLROnPlateau(o, **options), falling)
rising = [-value for value in falling]
scheduled(
    "ReduceLROnPlateau max",
    "ReduceLROnPlateau",
    {"patience": 2, "mode": "max", "threshold": 0.01},
    lambda o: lr_scheduler.ReduceLROnPlateau(o, mode="max", patience=2, threshold=0.01),
    rising,
)

fixtures.save(__file__, "train.safetensors")
