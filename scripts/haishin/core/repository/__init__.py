"""git: blobs at a commit, changed alerts, the commit that brought an alert to main."""
