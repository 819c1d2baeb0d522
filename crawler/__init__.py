"""The crawler: Scrapy collects pages and hands them to the pure core in `pipelines`."""
