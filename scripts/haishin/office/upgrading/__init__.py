"""From one release of the product to a later one: what is taken over, what is new, one branch for one pull request."""
