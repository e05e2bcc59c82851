"""Logs of evaluation harnesses: Inspect, HELM, lm-evaluation-harness, Harbor and others."""
