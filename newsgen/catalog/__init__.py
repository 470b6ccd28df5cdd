"""All articles in memory, with the questions that pages ask of them. Pure."""
