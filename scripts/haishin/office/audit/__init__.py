"""The audit: whether the ledger's words can be told again from git, forge and journal. It writes nothing."""
