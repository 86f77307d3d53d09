"""From one release of the product to a later one: the files taken over, the news, one branch for one pull request."""
