"""Trains the autoencoder. The only module that imports torch."""

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
        optimiser = torch.optim.Adam(net.parameters(), RATE)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
        for _ in range(STEPS):
            batch = inputs[torch.randint(len(inputs), (BATCH,), generator=draw)].clamp(-CLIP, CLIP)
            noisy = batch + NOISE * torch.randn(batch.shape, generator=draw)
            loss = ((net(noisy) - batch) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return to_network(net)


def to_network(net: nn.Sequential) -> Network:
    """Its layers as numpy arrays."""
    layers = [layer for layer in net if isinstance(layer, nn.Linear)]
    return Network(
        tuple(layer.weight.detach().numpy().copy() for layer in layers),
        tuple(layer.bias.detach().numpy().copy() for layer in layers),
    )
