"""schemathesis as an independent judge: it reads the description that a service serves, and tries to catch it lying."""
