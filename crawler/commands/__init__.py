"""The commands beyond Scrapy's own; `scrapy -h` lists them."""
