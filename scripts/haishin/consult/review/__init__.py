"""The pull request as the consultation: judged as data while it is open; its status, its comment, who is asked."""
