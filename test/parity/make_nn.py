"""Makes fixtures/nn.safetensors: modules, activations and losses of lib/nn as PyTorch has them."""

import torch
import torch.nn.functional as F
from torch import nn

from fixtures import Fixtures

fixtures = Fixtures(5)
case = fixtures.case


def randomized(module):
    """Weights of normalisation start at 1 and 0, which would hide a mistake in their use."""
    for parameter in module.parameters():
        nn.init.normal_(parameter)
    return module


# Modules
case("Linear", nn.Linear(5, 3), torch.randn(4, 5))
case("Linear 3-D", nn.Linear(5, 3), torch.randn(2, 4, 5))
case("Linear one row", nn.Linear(5, 3), torch.randn(5))
case("Linear without bias", nn.Linear(5, 3, bias=False), torch.randn(4, 5))
repeated = torch.tensor([[1, 4, 1], [0, 4, 4]])
case("Embedding", nn.Embedding(6, 3), repeated)
case("Embedding with padding", nn.Embedding(6, 3, padding_idx=4), repeated)
case("LayerNorm", randomized(nn.LayerNorm(6)), 3 + 2 * torch.randn(4, 6))
case("LayerNorm 3-D", randomized(nn.LayerNorm(6)), torch.randn(2, 3, 6))
case("LayerNorm over two", randomized(nn.LayerNorm([3, 4])), torch.randn(2, 3, 4))
case("LayerNorm eps", randomized(nn.LayerNorm(6, eps=0.1)), 0.1 * torch.randn(4, 6))
case("LayerNorm plain", nn.LayerNorm(6, elementwise_affine=False), torch.randn(4, 6))
case("LayerNorm without bias", randomized(nn.LayerNorm(6, bias=False)), torch.randn(4, 6))
case("LayerNorm far from 0", randomized(nn.LayerNorm(64)), 100 + torch.randn(2, 64))
for training in [True, False]:
    mode = "training" if training else "evaluation"
    norm = randomized(nn.BatchNorm1d(4))
    for _ in range(3):
        norm(5 + 2 * torch.randn(8, 4))
    norm.zero_grad()
    case(f"BatchNorm {mode}", norm, 1 + torch.randn(8, 4), training=training)
case("BatchNorm momentum", randomized(nn.BatchNorm1d(4, momentum=0.3, eps=0.01)), torch.randn(3, 4))
case("BatchNorm plain", nn.BatchNorm1d(4, affine=False), torch.randn(5, 4))


class LastFeatures(nn.BatchNorm1d):
    """Batch normalisation of (B, T, F); PyTorch's takes (B, F, T)."""

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


case("BatchNorm 3-D", randomized(LastFeatures(4)), torch.randn(3, 5, 4))
case("Dropout evaluation", nn.Dropout(0.5), torch.randn(3, 4), training=False)
network = nn.Sequential(
    nn.Linear(4, 8), nn.GELU(), nn.LayerNorm(8), nn.Sequential(nn.Linear(8, 5), nn.Tanh()), nn.Linear(5, 2)
)
case("Sequential", network, torch.randn(6, 4))

# Activations, also far from 0
wide = torch.cat([torch.linspace(-6, 6, 25), torch.tensor([-100.0, -30.0, -1e-4, 1e-4, 30.0, 100.0])])
for name, function in {
    "relu": F.relu,
    "gelu": F.gelu,
    "gelu tanh": lambda x: F.gelu(x, approximate="tanh"),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": F.softplus,
}.items():
    case(name, function, wide)
for layer in [nn.ReLU(), nn.GELU(), nn.GELU(approximate="tanh"), nn.Sigmoid(), nn.Tanh(), nn.Softplus(), nn.Softmax(-1)]:
    tanh = " tanh" if getattr(layer, "approximate", "") == "tanh" else ""
    case(f"{type(layer).__name__}{tanh}", layer, 3 * torch.randn(4, 5))
rows = torch.cat([torch.randn(3, 5), 50 * torch.randn(3, 5)])
case("softmax", lambda x: F.softmax(x, -1), rows)
case("softmax 3-D", lambda x: F.softmax(x, -1), torch.randn(2, 3, 4))
case("logSoftmax", lambda x: F.log_softmax(x, -1), rows)

# Losses
for reduction in ["mean", "sum", "none"]:
    target = torch.randn(4, 3)
    case(
        f"mseLoss {reduction}",
        lambda x, y: F.mse_loss(x, y, reduction=reduction),
        torch.randn(4, 3),
        target,
        lr=1e-4 if reduction == "sum" else 0.05,
        reduction=reduction,
    )

ids = torch.tensor([2, 0, 4, 1, 2, 3])
some_ignored = torch.tensor([2, -100, 4, 1, -100, 3])
ids_3d = torch.tensor([[2, 0, 4], [1, 0, 3]])
weight = torch.tensor([0.5, 1.0, 2.0, 0.0, 1.5])
for name, target, logits, options in [
    ("", ids, torch.randn(6, 5), {}),
    (" sum", ids, torch.randn(6, 5), {"reduction": "sum"}),
    (" none", ids, torch.randn(6, 5), {"reduction": "none"}),
    (" large logits", ids, 100 * torch.randn(6, 5), {}),
    (" 3-D", ids_3d, torch.randn(2, 3, 5), {}),
    (" ignored", some_ignored, torch.randn(6, 5), {}),
    (" ignoring 0, none", ids_3d, torch.randn(2, 3, 5), {"ignore_index": 0, "reduction": "none"}),
    (" weighted", ids, torch.randn(6, 5), {"weight": weight}),
    (" weighted, ignored, sum", some_ignored, torch.randn(6, 5), {"weight": weight, "reduction": "sum"}),
    (" smoothed", ids, torch.randn(6, 5), {"label_smoothing": 0.1}),
    (" smoothed, ignored", some_ignored, torch.randn(6, 5), {"label_smoothing": 0.3}),
    (" smoothed, ignored, none", some_ignored, torch.randn(6, 5), {"label_smoothing": 0.3, "reduction": "none"}),
    (
        " smoothed, weighted, ignored",
        some_ignored,
        torch.randn(6, 5),
        {"label_smoothing": 0.2, "weight": weight},
    ),
]:
    config = {key: value.tolist() if torch.is_tensor(value) else value for key, value in options.items()}

    def cross_entropy(x, y, options=options):
        flat = F.cross_entropy(x.reshape(-1, 5), y.reshape(-1).long(), **options)
        return flat.reshape(y.shape) if options.get("reduction") == "none" else flat

    def nll(x, y, options=options):
        flat = F.nll_loss(x.reshape(-1, 5), y.reshape(-1).long(), **options)
        return flat.reshape(y.shape) if options.get("reduction") == "none" else flat

    case(f"crossEntropy{name}", cross_entropy, logits, target, **config)
    if "label_smoothing" not in options:
        case(f"nllLoss{name}", nll, F.log_softmax(logits, -1), target, **config)

labels = torch.randint(0, 2, (4, 3)).float()
for name, logits, target, options in [
    ("", torch.randn(4, 3), labels, {}),
    (" sum", torch.randn(4, 3), labels, {"reduction": "sum"}),
    (" none", torch.randn(4, 3), labels, {"reduction": "none"}),
    (" soft targets", torch.randn(4, 3), torch.rand(4, 3), {}),
    (" large logits", 100 * torch.randn(4, 3), labels, {}),
    (" weighted", torch.randn(4, 3), labels, {"pos_weight": torch.tensor([3.0, 0.5, 1.0])}),
]:
    config = {key: value.tolist() if torch.is_tensor(value) else value for key, value in options.items()}
    case(
        f"binaryCrossEntropyWithLogits{name}",
        lambda x, target=target, options=options: F.binary_cross_entropy_with_logits(x, target, **options),
        logits,
        **config,
    )
    fixtures.put(f"binaryCrossEntropyWithLogits{name}", "target", target)

shares = torch.softmax(torch.randn(4, 5), -1)
with_zero = shares.clone()
with_zero[0, 1] = 0
for name, target, options in [
    (" batchmean", shares, {"reduction": "batchmean"}),
    (" mean", shares, {"reduction": "mean"}),
    (" sum", shares, {"reduction": "sum"}),
    (" none", shares, {"reduction": "none"}),
    (" target 0", with_zero, {"reduction": "batchmean"}),
    (" log target", shares.log(), {"reduction": "batchmean", "log_target": True}),
]:
    case(
        f"klDivLoss{name}",
        lambda x, target=target, options=options: F.kl_div(x, target, **options),
        torch.log_softmax(torch.randn(4, 5), -1),
        **options,
    )
    fixtures.put(f"klDivLoss{name}", "target", target)

fixtures.save(__file__, "nn.safetensors")
