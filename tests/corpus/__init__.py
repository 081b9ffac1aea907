"""Real descriptions: what nobody here wrote, and what must come of each."""
