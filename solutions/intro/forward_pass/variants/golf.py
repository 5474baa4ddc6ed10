"""As short as it gets: lambdas, and modes that go back from a list comprehension."""

import torch


def logits(m, X):
    s = [(k, k.training) for k in m.modules()]
    try:
        with torch.no_grad():
            return m.eval()(X)
    finally:
        [setattr(k, "training", t) for k, t in s]


predict_proba = lambda m, X: logits(m, X).softmax(-1)
predict = lambda m, X: logits(m, X).argmax(-1)
