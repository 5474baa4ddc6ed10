"""Softmax and argmax by hand; graphs switched off and on again by set_grad_enabled."""

import torch


def logits(model, X):
    modules = list(model.modules())
    modes = [module.training for module in modules]
    recorded = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        for module in modules:
            module.training = False
        return model(X)
    finally:
        torch.set_grad_enabled(recorded)
        for module, mode in zip(modules, modes):
            module.training = mode


def predict_proba(model, X):
    z = logits(model, X)
    powers = torch.exp(z - z.max(dim=1, keepdim=True)[0])
    return powers / powers.sum(dim=1, keepdim=True)


def predict(model, X):
    best = []
    for row in logits(model, X).tolist():
        best.append(max(range(len(row)), key=row.__getitem__))
    return torch.tensor(best)
