"""Transcripts and trajectories that agents leave: Codex, Claude Code, SWE-agent and others."""
