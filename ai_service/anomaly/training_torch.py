"""Trains the autoencoder. The only module that imports torch."""

import math
from collections.abc import Iterable

import torch
from torch import nn

from ai_service.anomaly.network import CLIP, Network
from ai_service.anomaly.table import Values

STEPS, BATCH, RATE, NOISE = 800, 256, 3e-3, 0.1
_HIDDEN, _NARROW = 48, 12


def module(size: int) -> nn.Sequential:
    """The network that `train` trains: narrow in the middle, so that it can repeat only what is usual."""
    narrow, hidden = max(2, min(_NARROW, size // 4)), max(4, min(_HIDDEN, size))
    return nn.Sequential(
        nn.Linear(size, hidden),
        nn.Tanh(),
        nn.Linear(hidden, narrow),
        nn.Tanh(),
        nn.Linear(narrow, hidden),
        nn.Tanh(),
        nn.Linear(hidden, size),
    )


def train(rows: Values, seed: int) -> Network:
    """From standardised features [n, F] of normal rows, n > 0; bounded time whatever n is. Denoising: it learns to
    give back what was there before some noise was added. The same rows and seed give the same network."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = module(rows.shape[1])
        draw = torch.Generator().manual_seed(seed)
        inputs = torch.from_numpy(rows)
        adam = _Adam(net.parameters())
        for step in range(STEPS):
            batch = inputs[torch.randint(len(inputs), (BATCH,), generator=draw)].clamp(-CLIP, CLIP)
            noisy = batch + NOISE * torch.randn(batch.shape, generator=draw)
            loss = ((net(noisy) - batch) ** 2).mean()
            loss.backward()
            adam.step(RATE * (1 + math.cos(math.pi * step / STEPS)) / 2)
    return to_network(net)


class _Adam:
    """The step of Kingma and Ba, https://arxiv.org/abs/1412.6980, algorithm 1.

    That of `torch.optim` does the same, but first of all loads torch's compiler: seconds, and more memory than all else
    that a training needs.
    """

    MEAN, SQUARE, TINY = 0.9, 0.999, 1e-8

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        self._moments = [(one, torch.zeros_like(one), torch.zeros_like(one)) for one in parameters]
        self._steps = 0

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Follow the gradients once, and forget them."""
        self._steps += 1
        mean_part, square_part = 1 - self.MEAN**self._steps, 1 - self.SQUARE**self._steps
        for parameter, mean, square in self._moments:
            if parameter.grad is None:
                continue
            mean.lerp_(parameter.grad, 1 - self.MEAN)
            square.mul_(self.SQUARE).addcmul_(parameter.grad, parameter.grad, value=1 - self.SQUARE)
            spread = (square.sqrt() / math.sqrt(square_part)).add_(self.TINY)
            parameter.addcdiv_(mean, spread, value=-rate / mean_part)
            parameter.grad = None


def to_network(net: nn.Sequential) -> Network:
    """Its layers as numpy arrays."""
    layers = [layer for layer in net if isinstance(layer, nn.Linear)]
    return Network(
        tuple(layer.weight.detach().numpy().copy() for layer in layers),
        tuple(layer.bias.detach().numpy().copy() for layer in layers),
    )
