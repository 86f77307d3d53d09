"""Everything known of a change → Case → Verdict → status and comment: the program ``consult``."""
