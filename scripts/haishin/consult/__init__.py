"""Everything known of one change → Case → Verdict → status and comment: the program ``consult``."""
