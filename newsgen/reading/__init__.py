"""From the files of a site to articles, or to what is wrong with them."""
