"""starsift's own network (src/models/starsift.ts, docs/studies/default-model.md) in PyTorch: the
definition for those who read Python."""
import torch
from torch import nn
from torch.nn import functional as F

WIDTHS = [24, 48, 96]
N_FEATURES = 64


class ConvNorm(nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.conv = nn.Conv2d(n_in, n_out, 3, stride=stride, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(n_out)

    def forward(self, x):
        return self.norm(self.conv(x))


class Scale(nn.Module):
    """Named children 0, 1, 2, as the state dict has them."""

    def __init__(self, n_bands):
        super().__init__()
        self.presence = nn.Conv2d(n_bands, WIDTHS[0], 1, bias=False)
        self.add_module("0", ConvNorm(n_bands, WIDTHS[0], 1))
        for i, (n_in, n_out) in enumerate(zip(WIDTHS, WIDTHS[1:])):
            pair = nn.ModuleList([ConvNorm(n_in, n_out, 2), ConvNorm(n_out, n_out, 1)])
            self.add_module(str(i + 1), pair)

    def forward(self, x, seen):
        x = F.relu(self._modules["0"](x) + self.presence(seen))
        for i in range(1, len(WIDTHS)):
            halved, more = self._modules[str(i)]
            x = F.relu(halved(x))
            x = F.relu(x + more(x))
        side = x.shape[2]
        half = max(1, int(side / 6 + 0.5))
        middle = slice(side // 2 - half, (side + 1) // 2 + half)
        return [x.mean((2, 3)), x[:, :, middle, middle].mean((2, 3))]


class StarsiftNetwork(nn.Module):
    def __init__(self, n_bands=5, n_classes=4):
        super().__init__()
        self.near = Scale(n_bands)
        self.wide = Scale(n_bands)
        self.features = nn.Linear(4 * WIDTHS[-1], N_FEATURES)
        self.classes = nn.Linear(N_FEATURES, n_classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, stamps):
        side = stamps.shape[2]
        seen = stamps.abs().amax((2, 3), keepdim=True).sign()
        near = stamps[:, :, side // 4 : 3 * side // 4, side // 4 : 3 * side // 4]
        wide = F.avg_pool2d(stamps, 2)
        answers = torch.cat(self.near(near, seen) + self.wide(wide, seen), 1)
        features = F.relu(self.features(answers))
        return self.classes(F.dropout(features, 0.3, self.training))
