"""One room a page of ``report/findings``, of the same name: its numbers and its rows."""
