"""The pull request as the consultation: each open one judged as data, its status, its one comment, who is asked."""
