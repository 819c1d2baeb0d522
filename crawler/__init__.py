"""The crawler: Scrapy collects pages and hands them to the pure core in `pipelines`."""

import os

# numpy hardly multiplies matrices here: the threads that it keeps for that would only wait for work, spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
