"""The audit: whether what the ledger says can be told again from git, forge and journal. It writes nothing."""
