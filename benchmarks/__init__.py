"""What commands cost, as whole processes and as ratios to others measured in the same breath."""
