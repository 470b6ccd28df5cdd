"""What is done with a site, readable aloud: the only place that joins the parts."""

from newsgen.site.building import build
from newsgen.site.options import CONFIG_FILE, Options, Progress, Report, configured, now_from, usual_jobs

__all__ = ["CONFIG_FILE", "Options", "Progress", "Report", "build", "configured", "now_from", "usual_jobs"]
