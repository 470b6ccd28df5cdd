"""Looking at a site while it is written: the preview server."""
