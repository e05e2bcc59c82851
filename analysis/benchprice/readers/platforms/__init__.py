"""What sellers and gateways export of calls: usage, spans, observations."""
