"""torchgrade: grades PyTorch exercises, honestly and at once."""

__version__ = "0.1.0"
